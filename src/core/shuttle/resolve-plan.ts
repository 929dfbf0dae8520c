import { posix } from "node:path";

import {
  type GitPlan,
  isGitPlan,
  parsePlanRef,
  parsePlanReference,
  withoutCredentials,
} from "./plan-reference.ts";
import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

export type PlanRequest = {
  /** `plan:` of the project file, `""` for none. */
  readonly plan: string;
  /** `--plan`, else `SHUTTLE_PLAN_OVERLOAD`; `""` for none. */
  readonly overload: string;
  /** Both absolute. */
  readonly projectPath: string;
  readonly workingDirectory: string;
};

export type PlanNotice = {
  readonly level: "info" | "emphasised" | "verbose";
  readonly text: string;
};

/** Where the plan is to be taken from, and what to tell the user about it. */
export type PlanResolution = { readonly notices: readonly PlanNotice[] } & (
  | { readonly kind: "none" }
  /** A folder by its absolute path. */
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "git"; readonly plan: GitPlan }
);

/**
 * Decides which plan a project uses: a whole plan as overload replaces the project's; `#ref` replaces the
 * ref of a git plan and is ignored for others. Any other overload of a git plan is refused.
 */
export function resolvePlan(request: PlanRequest): PlanResolution | ShuttleRefusal {
  const { plan, overload, projectPath, workingDirectory } = request;
  if (isWholePlan(overload)) {
    const text = `Using overloaded plan ${withoutCredentials(overload)}`;
    const notice = { level: "info", text } as const;
    return locate(overload, workingDirectory, [notice]);
  }
  const resolution = locate(plan, projectPath, []);
  if (resolution.kind === "git") return overloadRef(resolution.plan, overload);
  return resolution;
}

/** The temporary and generated files of a project. */
export function planFolders(projectPath: string): {
  readonly shuttle: string;
  readonly plan: string;
  readonly temporary: string;
} {
  const shuttle = joinPath(projectPath, ".shuttle");
  return { shuttle, plan: joinPath(shuttle, "plan"), temporary: joinPath(shuttle, "temp") };
}

/**
 * The folders in which `shuttle.yaml` is looked for, in order: a project that was named is not searched
 * for further up.
 */
export function projectFolders(request: {
  readonly workingDirectory: string;
  readonly project?: string | undefined;
}): readonly string[] {
  const { workingDirectory, project } = request;
  if (project !== undefined) return [absolutePath(project, workingDirectory)];
  const folders = [joinPath(workingDirectory)];
  for (let folder = folders[0] ?? "/"; posix.dirname(folder) !== folder;) {
    folder = posix.dirname(folder);
    folders.push(folder);
  }
  return folders;
}

/** `path` if it is absolute, else below `base`; without `..` and final slashes. */
function absolutePath(path: string, base: string): string {
  return posix.isAbsolute(path) ? joinPath(path) : joinPath(base, path);
}

/** Joined and cleaned as Go does it: an absolute `part` is taken below the ones before. */
export function joinPath(...parts: readonly string[]): string {
  const joined = posix.join(...parts);
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}

function isWholePlan(overload: string): boolean {
  return isGitPlan(overload) || /^(?:\/|\.\.?(?:\/|$))/.test(overload);
}

function locate(
  plan: string,
  base: string,
  notices: readonly PlanNotice[],
): PlanResolution | ShuttleRefusal {
  const reference = parsePlanReference(plan);
  switch (reference.kind) {
    case "refused":
      return reference;
    case "none":
      return { kind: "none", notices };
    case "local":
      return { kind: "local", path: absolutePath(reference.path, base), notices };
    case "git":
      return { kind: "git", plan: reference, notices };
  }
}

function overloadRef(plan: GitPlan, overload: string): PlanResolution | ShuttleRefusal {
  if (overload === "") return { kind: "git", plan, notices: [] };
  const name = overload.slice(1);
  const isRef = overload.startsWith("#") && !name.startsWith("-") && !/\s/.test(name);
  if (!isRef) {
    const message = `Plan argument wasn't valid for a git plan (#<branch / tag name>): ${withoutCredentials(overload)}`;
    return refuseShuttle("plan-argument-invalid", message);
  }
  const text = `Overload git plan branch/tag/sha with ${name}`;
  const notices: readonly PlanNotice[] = [{ level: "emphasised", text }];
  return { kind: "git", plan: { ...plan, ref: parsePlanRef(name) }, notices };
}
