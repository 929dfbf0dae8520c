import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
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

/** A file of the plan's copy as the file it was copied from. */
export function sourceFile(file: string, { plan }: LoadedProject): string {
  const isCopy = plan.kind === "local" && file.startsWith(`${plan.path}/`);
  return isCopy ? joinPath(plan.source, file.slice(plan.path.length)) : file;
}
