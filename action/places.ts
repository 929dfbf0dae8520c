import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { lineOfKey } from "../src/core/shuttle/script-line.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionPorts } from "./ports.ts";

/**
 * The file that a person can change: of the project, else of a plan in this repository. Extensions that
 * rendering takes away are tried too. Undefined: it is in a plan of another repository.
 */
export function fileInSource(
  path: string,
  { projectPath, plan }: LoadedProject,
  { files }: ActionPorts,
): string | undefined {
  const roots = [projectPath, ...(plan.kind === "local" ? [plan.source] : [])];
  return roots
    .flatMap((root) => [path, `${path}.tmpl`].map((name) => joinPath(root, name)))
    .find((file) => files.exists(file));
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
