import { parseProjectFile, PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { joinPath, resolvePlan } from "../src/core/shuttle/resolve-plan.ts";
import type { ChangedFiles } from "../src/adapters/workflow/changed-files.ts";
import type { ChangedInputs } from "./io.ts";

/** What is needed of the repository that is checked out. */
export type ChangedPorts = {
  /** Absolute. */
  readonly workspace: string;
  /** What the event says that the change starts from; undefined: nothing. */
  readonly base: string | undefined;
  /** Folders of projects below the workspace, `.` for itself. */
  readonly listProjects: () => Promise<readonly string[]>;
  readonly listChangedFiles: (since: string) => Promise<ChangedFiles>;
  readonly readText: (path: string) => string | undefined;
};

export type ChangedProjects = {
  readonly projects: readonly string[];
  /** The commit that was compared with; undefined: every project is listed. */
  readonly since: string | undefined;
  /** One sentence. */
  readonly why: string;
};

/** The projects whose folder, plan or shared files changed; all of them where that can't be known. */
export async function findChangedProjects(
  inputs: ChangedInputs,
  ports: ChangedPorts,
): Promise<ChangedProjects> {
  const listed = await ports.listProjects();
  const projects = listed.filter((project) => isTouched(inputs.folder, [project]));
  const since = inputs.since === "" ? ports.base : inputs.since;
  if (since === undefined) return all(projects, "the event names no commit to compare with");
  const changed = await ports.listChangedFiles(since);
  if (changed.kind === "unknown") return all(projects, changed.why);
  const shared = inputs.shared.find((folder) => isTouched(folder, changed.paths));
  if (shared !== undefined) return all(projects, `'${shared}', which all of them share, changed`);
  const found = projects.filter((project) =>
    foldersOf(project, ports).some((folder) => isTouched(folder, changed.paths)),
  );
  const why = `${found.length} of ${projects.length} projects changed since ${changed.since.slice(0, 10)}`;
  return { projects: found, since: changed.since, why };
}

function all(projects: readonly string[], why: string): ChangedProjects {
  return { projects, since: undefined, why: `every project is listed: ${why}` };
}

/** The project's own, and that of its plan if it is in this repository. Both below the workspace. */
function foldersOf(project: string, { workspace, readText }: ChangedPorts): readonly string[] {
  const projectPath = joinPath(workspace, project);
  const file = parseProjectFile(readText(joinPath(projectPath, PROJECT_FILE)) ?? "");
  if (file.kind === "invalid") return [project];
  const workingDirectory = projectPath;
  const { plan } = file.value;
  const resolved = resolvePlan({ plan, overload: "", projectPath, workingDirectory });
  if (resolved.kind !== "local") return [project];
  const isInside = resolved.path === workspace || resolved.path.startsWith(`${workspace}/`);
  const path = joinPath(".", resolved.path.slice(workspace.length));
  return isInside ? [project, path === "/" ? "." : path.replace(/^\//, "")] : [project];
}

/** Is one of the paths the folder or file, or in it? */
function isTouched(path: string, changed: readonly string[]): boolean {
  const prefix = path.replace(/^\.\/|\/+$/g, "");
  if (prefix === "." || prefix === "") return changed.length > 0;
  return changed.some((file) => file === prefix || file.startsWith(`${prefix}/`));
}
