import * as core from "@actions/core";

import { relative } from "node:path";

import type { BuildPlace } from "../src/core/artifact/build-decision.ts";
import type { ActionLog } from "./ports.ts";

/** The runner's log; places below the workspace become annotations. */
export function createActionLog(workspace: string): ActionLog {
  return {
    info: (text) => core.info(text),
    warning: (text, place) => core.warning(text, annotationOf(workspace, place)),
    error: (text, place) => core.error(text, annotationOf(workspace, place)),
    group: (title, work) => core.group(title, work),
  };
}

function annotationOf(workspace: string, place: BuildPlace | undefined): core.AnnotationProperties {
  if (place === undefined) return {};
  const file = relative(workspace, place.file);
  if (file.startsWith("..")) return {};
  return place.line === undefined ? { file } : { file, startLine: place.line };
}
