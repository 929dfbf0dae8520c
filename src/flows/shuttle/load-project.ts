import type { InvalidConfig } from "../../core/shuttle/config-problem.ts";
import { type AvailableScript, mergeScripts } from "../../core/shuttle/merge-scripts.ts";
import {
  parsePlanFile,
  PLAN_FILE,
  type PlanFile,
  planFileNotFound,
} from "../../core/shuttle/plan-file.ts";
import { type PlanFreshness, planFreshness } from "../../core/shuttle/plan-freshness.ts";
import type { GitPlan } from "../../core/shuttle/plan-reference.ts";
import {
  parseProjectFile,
  PROJECT_FILE,
  type ProjectFile,
  projectFileUnread,
} from "../../core/shuttle/project-file.ts";
import {
  joinPath,
  planFolders,
  type PlanResolution,
  projectFolders,
  resolvePlan,
} from "../../core/shuttle/resolve-plan.ts";
import { isPlanValidated } from "../../core/shuttle/script-environment.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import { fetchPlan } from "./fetch-plan.ts";
import type { ShuttlePorts } from "./ports.ts";

export type LoadRequest = {
  /** Absolute. */
  readonly workingDirectory: string;
  /** A folder that was named; undefined: the working directory and those above it. */
  readonly project: string | undefined;
  /** `--plan`; `""`: what `SHUTTLE_PLAN_OVERLOAD` says. */
  readonly plan: string;
  readonly clean: boolean;
  readonly skipPull: boolean;
  readonly environment: ReadonlyMap<string, string>;
};

/** A project with its plan in place. */
export type LoadedProject = {
  readonly kind: "loaded";
  readonly projectPath: string;
  readonly temporaryPath: string;
  readonly file: ProjectFile;
  readonly plan: ProjectPlan;
  /** Of the plan and the project, by name. */
  readonly scripts: ReadonlyMap<string, AvailableScript>;
};

/** `path` is the copy in `.shuttle`, `""` without a plan. */
export type ProjectPlan =
  | { readonly kind: "none"; readonly path: "" }
  | {
      readonly kind: "local";
      readonly path: string;
      /** Where it was copied from. */
      readonly source: string;
      readonly file: PlanFile;
    }
  | {
      readonly kind: "git";
      readonly path: string;
      readonly reference: GitPlan;
      /** Undefined: an outer call brought it here, and this one didn't look. */
      readonly sha: string | undefined;
      readonly file: PlanFile;
    };

export type NotLoaded = ShuttleRefusal | InvalidConfig;

/** Finds the project, brings its plan into `.shuttle/plan` and reads both. */
export async function loadProject(
  request: LoadRequest,
  ports: ShuttlePorts,
): Promise<LoadedProject | NotLoaded> {
  const freshness = planFreshness(request.skipPull, request.environment);
  if (freshness.kind === "refused") return freshness;
  const folder = findProject(request, ports);
  if (folder === undefined) return refuseUnread();
  const project = readProject(folder, ports);
  if (project.kind !== "valid") return project;
  const folders = planFolders(folder);
  if (request.clean) clean(folders.shuttle, ports);
  ports.files.makeFolder(folders.shuttle);
  const plan = await bringPlan(folder, project.value, { request, freshness, ports });
  if (plan.kind === "refused" || plan.kind === "invalid") return plan;
  return {
    kind: "loaded",
    projectPath: folder,
    temporaryPath: folders.temporary,
    file: project.value,
    plan,
    scripts: mergeScripts(planScripts(plan), project.value.scripts),
  };
}

/** The folder of the project; what is in its file is not looked at. */
export function findProject(
  request: Pick<LoadRequest, "workingDirectory" | "project">,
  { files }: Pick<ShuttlePorts, "files">,
): string | undefined {
  return projectFolders(request).find((folder) => files.exists(joinPath(folder, PROJECT_FILE)));
}

type ReadProject = { readonly kind: "valid"; readonly value: ProjectFile } | NotLoaded;

function readProject(folder: string, { files }: ShuttlePorts): ReadProject {
  const file = joinPath(folder, PROJECT_FILE);
  let text: string | undefined;
  try {
    text = files.readText(file);
  } catch (error) {
    return refuseUnread(error instanceof Error ? error.message : String(error));
  }
  return text === undefined ? refuseUnread() : parseProjectFile(text, file);
}

function refuseUnread(reason?: string): ShuttleRefusal {
  return refuseShuttle("project-missing", projectFileUnread(reason), 2);
}

function clean(folder: string, { files, notify }: ShuttlePorts): void {
  notify({ level: "info", text: `Cleaning ${folder}` });
  files.remove(folder);
}

type Circumstances = {
  readonly request: LoadRequest;
  readonly freshness: PlanFreshness;
  readonly ports: ShuttlePorts;
};

async function bringPlan(
  projectPath: string,
  file: ProjectFile,
  circumstances: Circumstances,
): Promise<ProjectPlan | NotLoaded> {
  const { request, ports } = circumstances;
  const environment = request.environment.get("SHUTTLE_PLAN_OVERLOAD") ?? "";
  const resolution = resolvePlan({
    plan: file.plan,
    overload: request.plan === "" ? environment : request.plan,
    projectPath,
    workingDirectory: request.workingDirectory,
  });
  if (resolution.kind === "refused") return resolution;
  resolution.notices.forEach(ports.notify);
  const { plan: path } = planFolders(projectPath);
  const brought = await bringFiles(path, resolution, circumstances);
  if (brought.kind === "refused") return brought;
  if (resolution.kind === "none") return { kind: "none", path: "" };
  const planFile = readPlanFile(path, ports);
  if (planFile.kind !== "valid") return planFile;
  return resolution.kind === "local"
    ? { kind: "local", path, source: resolution.path, file: planFile.value }
    : { kind: "git", path, reference: resolution.plan, sha: brought.sha, file: planFile.value };
}

type Brought = { readonly kind: "brought"; readonly sha: string | undefined };

/**
 * Copies or fetches, except for a call from within a script: the outer call has done it, if it is still there.
 * Only a folder that the call itself names is another plan than the outer one's.
 */
async function bringFiles(
  path: string,
  resolution: PlanResolution,
  { request, freshness, ports }: Circumstances,
): Promise<Brought | ShuttleRefusal> {
  const isBrought = isPlanValidated(request.environment, path) && ports.files.exists(path);
  const isOther = resolution.kind === "local" && request.plan !== "";
  if (resolution.kind === "none" || (isBrought && !isOther)) {
    return { kind: "brought", sha: undefined };
  }
  return ports.plans.withLock(path, async () =>
    resolution.kind === "local"
      ? mirrorPlan(resolution.path, path, ports)
      : fetchPlan(path, resolution.plan, { freshness, ports }),
  );
}

async function mirrorPlan(
  from: string,
  to: string,
  { plans, notify }: ShuttlePorts,
): Promise<Brought | ShuttleRefusal> {
  const mirrored = await plans.mirror({ from, to });
  if (mirrored === "missing") {
    const message = "failed to copy plan to .shuttle/plan, make sure the upstream plan exists";
    return refuseShuttle("plan-missing", message);
  }
  for (const path of mirrored.leftOut) {
    notify({ level: "info", text: `Left out of the plan, because it can't be read: ${path}` });
  }
  return { kind: "brought", sha: undefined };
}

function readPlanFile(
  path: string,
  { files }: ShuttlePorts,
): { readonly kind: "valid"; readonly value: PlanFile } | NotLoaded {
  const file = joinPath(path, PLAN_FILE);
  const text = files.readText(file);
  if (text === undefined) return refuseShuttle("plan-missing", planFileNotFound(file), 2);
  return parsePlanFile(text, file);
}

function planScripts(plan: ProjectPlan): PlanFile["scripts"] {
  return plan.kind === "none" ? new Map() : plan.file.scripts;
}
