import { relative } from "node:path";

import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { lineOfKey } from "../src/core/shuttle/script-line.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionPorts } from "./ports.ts";

/** The path from a folder to what is in it; undefined for what lies elsewhere. */
export function pathWithin(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  return path.startsWith("..") ? undefined : path;
}

/**
 * A place in the plan's copy as the place that it was copied from; of a plan in another repository it is the
 * line of the project that names the plan.
 */
export function sourcePlace(
  file: string,
  line: number | undefined,
  { project, files }: { readonly project: LoadedProject; readonly files: ActionPorts["files"] },
): { readonly file: string; readonly line: number | undefined } {
  const { plan } = project;
  if (plan.kind === "none" || !file.startsWith(`${plan.path}/`)) return { file, line };
  if (plan.kind === "git") return planLine(project, files);
  return { file: joinPath(plan.source, file.slice(plan.path.length)), line };
}

/** Where the project names its plan. */
export function planLine(
  { projectPath }: Pick<LoadedProject, "projectPath">,
  files: ActionPorts["files"],
): { readonly file: string; readonly line: number | undefined } {
  const file = joinPath(projectPath, PROJECT_FILE);
  return { file, line: lineOfKey(files.readText(file) ?? "", ["plan"]) };
}
