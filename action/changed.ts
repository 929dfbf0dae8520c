import { parseProjectFile, PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { joinPath, resolvePlan } from "../src/core/shuttle/resolve-plan.ts";
import type { ChangedFiles, Comparison } from "../src/adapters/workflow/changed-files.ts";
import type { EventBase } from "./event.ts";
import type { ChangedInputs } from "./io.ts";

/** What is needed of the repository that is checked out. */
export type ChangedPorts = {
  /** Absolute. */
  readonly workspace: string;
  /** What the event says that the change starts from; undefined: nothing. */
  readonly base: EventBase | undefined;
  /** Folders of projects below the workspace, `.` for itself; undefined: it is no repository. */
  readonly listProjects: () => Promise<readonly string[] | undefined>;
  readonly listChangedFiles: (comparison: Comparison) => Promise<ChangedFiles>;
  /** Is there something of that path in the commit that is checked out? */
  readonly hasFiles: (path: string) => Promise<boolean>;
  readonly warn: (text: string) => void;
  readonly readText: (path: string) => string | undefined;
};

export type ChangedProjects = {
  readonly kind: "found";
  readonly projects: readonly string[];
  /** The commit that was compared with; undefined: every project is listed. */
  readonly since: string | undefined;
  /** One sentence. */
  readonly why: string;
};

export type NothingToCompare = { readonly kind: "refused"; readonly message: string };

/** The projects whose folder, plan or shared files changed; all of them where that can't be known. */
export async function findChangedProjects(
  inputs: ChangedInputs,
  ports: ChangedPorts,
): Promise<ChangedProjects | NothingToCompare> {
  const listed = await ports.listProjects();
  if (listed === undefined) return refuseFolder(ports.workspace);
  const projects = listed.filter((project) => isTouched(inputs.folder, [project]));
  if (projects.length === 0) {
    ports.warn(`no folder in '${inputs.folder}' has a ${PROJECT_FILE}: nothing is ever listed`);
  }
  const comparison = comparisonOf(inputs, ports.base);
  if (comparison === undefined) return all(projects, "the event names no commit to compare with");
  const changed = await ports.listChangedFiles(comparison);
  if (changed.kind === "unknown") return all(projects, changed.why);
  const shared = inputs.shared.find((folder) => isTouched(folder, changed.paths));
  if (shared !== undefined) return all(projects, `'${shared}', which all of them share, changed`);
  await warnOfMissing(inputs.shared, ports);
  const found = projects.filter((project) =>
    foldersOf(project, ports).some((folder) => isTouched(folder, changed.paths)),
  );
  const why = `${found.length} of ${projects.length} projects changed since ${changed.since.slice(0, 10)}`;
  return { kind: "found", projects: found, since: changed.since, why };
}

function refuseFolder(workspace: string): NothingToCompare {
  const advice = "add a step with actions/checkout before this one";
  return { kind: "refused", message: `git finds no repository in ${workspace}: ${advice}` };
}

function comparisonOf(
  { since }: ChangedInputs,
  base: EventBase | undefined,
): Comparison | undefined {
  return since === "" ? base : { kind: "since", name: since };
}

/** A slip in a name would go unnoticed until what is meant changes. */
async function warnOfMissing(shared: readonly string[], ports: ChangedPorts): Promise<void> {
  for (const path of shared) {
    if (await ports.hasFiles(path)) continue;
    ports.warn(`shared: the repository has no file or folder '${path}'`);
  }
}

function all(projects: readonly string[], why: string): ChangedProjects {
  return {
    kind: "found",
    projects,
    since: undefined,
    why: `every project is listed: ${why}`,
  };
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
  return isInside ? [project, joinPath(".", resolved.path.slice(workspace.length))] : [project];
}

/** Is one of the paths the folder or file, or in it? */
function isTouched(path: string, changed: readonly string[]): boolean {
  const prefix = path.replace(/^\.\/|\/+$/g, "");
  if (prefix === "." || prefix === "") return changed.length > 0;
  return changed.some((file) => file === prefix || file.startsWith(`${prefix}/`));
}
