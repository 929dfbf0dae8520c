import { findProject } from "../../flows/shuttle/load-project.ts";
import type { World } from "./world.ts";

/**
 * Is there no project to work on? The working directory counts as searched upwards here even if it is named;
 * loading is strict about it.
 */
export function isOutside(
  flags: ReadonlyMap<string, string>,
  { workingDirectory, files }: Pick<World, "workingDirectory" | "files">,
): boolean {
  const named = flags.get("project") ?? "";
  const project = named === "." || named === "" ? undefined : named;
  return findProject({ workingDirectory, project }, { files }) === undefined;
}
