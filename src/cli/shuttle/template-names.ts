import { joinPath } from "../../core/shuttle/resolve-plan.ts";
import type { LoadedProject } from "../../flows/shuttle/load-project.ts";
import type { World } from "./world.ts";

/** The templates of a project and its plan that lie in their folders for it, by name. */
export function templateNames(
  { projectPath, plan }: LoadedProject,
  files: Pick<World["files"], "listFiles">,
): readonly string[] {
  const roots = plan.kind === "none" ? [projectPath] : [projectPath, plan.path];
  return roots.flatMap((root) => files.listFiles(joinPath(root, "templates")));
}
