import { createHash } from "node:crypto";
import { resolve } from "node:path";

import { formatArtifactId } from "../src/core/artifact/artifact-id.ts";
import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import { type ArtifactId, type TreeSha, treeSha } from "../src/core/artifact/ids.ts";
import { reuseKeyOf, uploadName } from "../src/core/artifact/reuse-key.ts";
import type { AvailableScript } from "../src/core/shuttle/merge-scripts.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ActionInputs } from "./io.ts";
import { loadForBuild } from "./load.ts";
import { type PlanVersion, readPlanVersion } from "./plan-version.ts";
import type { SourceTree } from "../src/flows/shuttle/build-ports.ts";
import type { ActionPorts } from "./ports.ts";
import { selectScripts } from "./scripts.ts";
import { environmentsOf, serviceOf } from "./variables.ts";

/** Everything that is known before anything is built. */
export type Build = {
  readonly kind: "prepared";
  readonly id: ArtifactId;
  readonly service: string;
  readonly environments: readonly string[];
  readonly project: LoadedProject;
  readonly plan: PlanVersion;
  readonly scripts: readonly AvailableScript[];
  readonly arguments: ReadonlyMap<string, string>;
  readonly reports: readonly string[];
  readonly source: SourceTree | undefined;
  /** Null: what is there isn't what a commit has, so nobody may take the result for that commit's. */
  readonly sourceTree: TreeSha | null;
  readonly reuseKey: string;
  readonly uploadName: string;
  /** RFC 3339. */
  readonly startedAt: string;
};

export async function prepareBuild(
  inputs: ActionInputs,
  ports: ActionPorts,
): Promise<Build | BuildRefusal> {
  const startedAt = ports.now().toISOString();
  // Before anything is written: the plan's copy could be a change.
  const source = await readSource(inputs, ports);
  const project = await loadForBuild(inputs, ports);
  if (project.kind === "refused") return project;
  const service = serviceOf(inputs, project, ports);
  if (service.kind === "refused") return service;
  const environments = environmentsOf(inputs, project, ports);
  if (environments.kind === "refused") return environments;
  const scripts = selectScripts(inputs, project);
  if (scripts.kind === "refused") return scripts;
  const plan = await readPlanVersion(project, source, ports);
  const id = formatArtifactId({
    branch: ports.run.headBranch,
    commit: ports.run.headSha,
    planCommit: plan.commit,
  });
  if (id === undefined) return refuseBranch(ports);
  const named = { service: service.name, environments: environments.names, scripts: scripts.list };
  const sourceTree = source?.isClean === true && plan.isKnown ? source.tree : null;
  const reuseKey = reuseKeyFor(named, { inputs, ports, sourceTree, plan });
  return {
    kind: "prepared",
    id,
    ...named,
    project,
    plan,
    arguments: inputs.arguments,
    reports: inputs.reports,
    source,
    sourceTree,
    reuseKey,
    uploadName: uploadName(service.name, reuseKey),
    startedAt,
  };
}

/** Of the project's repository, which is the workspace's own or, where that is none, in a folder of it. */
async function readSource(
  { project }: ActionInputs,
  { source, workspace, run, log }: ActionPorts,
): Promise<SourceTree | undefined> {
  const own = await source.read(resolve(workspace, project));
  if (own === undefined) return undefined;
  const home = await source.read(workspace);
  if (home !== undefined && home.root !== own.root) return { ...own, isClean: false };
  // Of a pull request it is a merge for trying.
  if (run.event !== "pull_request" && own.commit.sha !== run.headSha) {
    log.warning(
      `What is checked out is ${own.commit.sha.slice(0, 10)}, and this run's commit is ${run.headSha.slice(0, 10)}: Ham refuses what is built from another one`,
    );
  }
  return own;
}

function reuseKeyFor(
  named: Pick<Build, "service" | "environments" | "scripts">,
  facts: {
    readonly inputs: ActionInputs;
    readonly ports: ActionPorts;
    readonly sourceTree: TreeSha | null;
    readonly plan: PlanVersion;
  },
): string {
  return reuseKeyOf({
    service: named.service,
    sourceTree: facts.sourceTree ?? treeOfThisRunAlone(facts.ports),
    planCommit: facts.plan.commit,
    environments: named.environments,
    scripts: named.scripts.map(({ name }) => name),
    arguments: Object.fromEntries(facts.inputs.arguments),
  });
}

/** No other run gets the same key, so nobody finds the upload by it. */
function treeOfThisRunAlone({ run }: ActionPorts): TreeSha {
  const text = `${run.repository} ${run.id} ${run.attempt}`;
  return treeSha(createHash("sha1").update(text).digest("hex"));
}

function refuseBranch({ run }: ActionPorts): BuildRefusal {
  return refuseBuild(
    "branch-unusable",
    `the branch '${run.headBranch}' makes no artifact id: it is too long, or has characters that a folder can't have`,
  );
}
