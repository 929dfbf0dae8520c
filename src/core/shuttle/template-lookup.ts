import { joinPath } from "./resolve-plan.ts";

/**
 * Where a template may be, in the order in which the files are tried: the project's own before the
 * plan's. `..` in the name leaves the folder, a leading slash doesn't.
 */
export function templateCandidates(request: {
  readonly name: string;
  readonly projectPath: string;
  /** `""` for a project without plan: then the plan's candidates are in the working directory. */
  readonly planPath: string;
  readonly workingDirectory: string;
  readonly projectTemplates: "first" | "ignored";
}): readonly string[] {
  const { name, projectPath, planPath, workingDirectory, projectTemplates } = request;
  const plan = planPath === "" ? workingDirectory : planPath;
  const roots = projectTemplates === "first" ? [projectPath, plan] : [plan];
  return roots.flatMap((root) => [joinPath(root, "templates", name), joinPath(root, name)]);
}

/** The name of a template in messages. */
export function templateName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
