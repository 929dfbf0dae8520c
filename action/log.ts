import { existsSync } from "node:fs";
import { join, sep } from "node:path";

import * as core from "@actions/core";

import type { BuildPlace } from "../src/core/artifact/build-decision.ts";
import { pathWithin } from "./places.ts";
import type { ActionLog } from "./ports.ts";

/** The runner's log; places in the repository become annotations, which name files as it does. */
export function createActionLog(repository: string): ActionLog {
  return {
    info: (text) => core.info(text),
    warning: (text, place) => core.warning(text, annotationOf(repository, place)),
    error: (text, place) => core.error(text, annotationOf(repository, place)),
    group: (title, work) => core.group(title, work),
  };
}

/** Where the repository of a folder begins; where none does, or above the workspace, it is the workspace. */
export function repositoryOf(folder: string, workspace: string): string {
  const parts = pathWithin(workspace, folder)?.split(sep) ?? [];
  const folders = parts.map((_, index) => join(workspace, ...parts.slice(0, index + 1)));
  return folders.findLast((one) => existsSync(join(one, ".git"))) ?? workspace;
}

function annotationOf(
  repository: string,
  place: BuildPlace | undefined,
): core.AnnotationProperties {
  if (place === undefined) return {};
  const file = pathWithin(repository, place.file);
  if (file === undefined) return {};
  return place.line === undefined ? { file } : { file, startLine: place.line };
}
