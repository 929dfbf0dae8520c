import { deriveSpec } from "../../core/artifact/derive-spec.ts";
import {
  type ArtifactIndex,
  EMPTY_INDEX,
  type IndexEntry,
  toIndexEntry,
} from "../../core/artifact/index-files.ts";
import {
  type BranchFacts,
  type RunRecord,
  countsForBranch,
  evaluateRun,
  isReusableRun,
} from "../../core/artifact/provenance.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import type { ServiceConfig } from "../../core/environment/ham-config.ts";
import type { Told } from "../../core/report/told.ts";
import type { PlanReference } from "../../core/shuttle/plan-reference.ts";
import { type AutoRelease, autoRelease } from "../auto-release/auto-release.ts";
import { NOTHING_STORED, storeArtifact, storeCommit } from "../intake/store-artifact.ts";
import type { HamParts } from "../parts.ts";
import { prefetchAncestry } from "../prefetch-ancestry.ts";
import type { SourceCommit } from "../ports/source-repository.ts";
import type { World } from "../world.ts";
import { knownPlanCommit } from "./plan-commit.ts";
import type { PushJob } from "./push-job.ts";

type Given = {
  readonly job: PushJob;
  readonly service: ServiceConfig;
  readonly pushed: SourceCommit;
  readonly world: World;
  readonly plan: PlanReference;
};

/** Artifacts of one tree differ by plan and key; more than these are not looked at. */
const MAX_LOOKED_AT = 3;

/** Takes the content over, if everything about it holds again, and releases it. */
export async function reuseForPush(parts: HamParts, given: Given): Promise<readonly Told[]> {
  const { service, pushed, world, job } = given;
  const snapshot = world.snapshot.artifacts.get(service.name) ?? NOTHING_STORED;
  const entries = (snapshot.trees.get(pushed.tree)?.artifacts ?? []).slice(0, MAX_LOOKED_AT);
  const [branchHead, planCommit, , ...found] = await Promise.all([
    parts.ports.sources.branchHead(job.repository, job.branch),
    knownPlanCommit(parts.ports.sources, service, job.commit, given.plan),
    prefetchAncestry(parts, world, service.name, job.commit),
    ...entries.map((entry) => look(parts, given, entry)),
  ]);
  const source = found.find((one) => one !== undefined && holds(one, given, planCommit));
  // Once the branch has moved on, what it moved to is released, or the build of this commit.
  if (source === undefined || branchHead !== job.commit) return [];
  const spec = deriveSpec(source.artifact.spec, pushed, job.branch);
  if (spec === undefined) return [];
  const artifact = { spec, manifests: source.artifact.manifests };
  const entry = asNewest(toIndexEntry(spec), snapshot.branches.get(job.branch), job.pushedAt);
  const there = snapshot.branches.get(job.branch)?.artifacts.find((one) => one.id === spec.id);
  if (there !== undefined) return releaseStored(parts, given, { source, entry: there });
  const { commit, branchIndex } = storeCommit(artifact, snapshot, entry);
  const auto = toAutoRelease(given, source, { artifact, branchIndex, storedBefore: false });
  const released = await autoRelease(parts, { ...auto, brings: commit });
  // The release and its artifact share one call; if only the artifact lost a race, it follows now.
  if (released.stored?.kind === "committed") parts.artifacts.keep(artifact);
  else if (isReleased(released.told)) {
    await storeArtifact(parts, artifact, undefined, entry);
  }
  return released.told;
}

/**
 * The head of a branch is its newest: it counts as new as its push, and newer than all that is there,
 * although its content may be as old as the commit that a revert restores.
 */
function asNewest(
  entry: IndexEntry,
  index: ArtifactIndex | undefined,
  pushedAt: string,
): IndexEntry {
  const others = (index?.artifacts ?? []).filter((one) => one.id !== entry.id);
  const latest = Math.max(...others.map((one) => Date.parse(one.runCreatedAt) + 1));
  const runCreatedAt = new Date(Math.max(Date.parse(pushedAt), latest)).toISOString();
  return { ...entry, runCreatedAt };
}

/** It was taken over before, and perhaps not released. What a run built itself is that run's affair. */
async function releaseStored(
  parts: HamParts,
  given: Given,
  found: { readonly source: Source; readonly entry: IndexEntry },
): Promise<readonly Told[]> {
  const { id, commit } = found.entry;
  const service = given.service.name;
  const [artifact] = await parts.artifacts.load([{ service, id, commit }]);
  if (artifact?.spec.reusedFrom === undefined || artifact.spec.run.id !== found.source.run.id) {
    return [];
  }
  const stored = given.world.snapshot.artifacts.get(service) ?? NOTHING_STORED;
  const branchIndex = stored.branches.get(given.job.branch) ?? EMPTY_INDEX;
  const auto = toAutoRelease(given, found.source, { artifact, branchIndex, storedBefore: true });
  return (await autoRelease(parts, auto)).told;
}

function toAutoRelease(
  { job, world }: Given,
  { run, facts }: Source,
  stored: Pick<AutoRelease, "artifact" | "branchIndex" | "storedBefore">,
): AutoRelease {
  return {
    ...stored,
    run,
    facts,
    onBranch: true,
    storedAt: job.pushedAt,
    actor: job.pusher,
    world,
  };
}

type Source = {
  readonly entry: IndexEntry;
  readonly artifact: StoredArtifact;
  readonly run: RunRecord;
  readonly facts: BranchFacts;
};

async function look(
  parts: HamParts,
  { job, service }: Given,
  entry: IndexEntry,
): Promise<Source | undefined> {
  const { sources } = parts.ports;
  const [[artifact], run, facts] = await Promise.all([
    parts.artifacts.load([{ service: service.name, id: entry.id, commit: entry.commit }]),
    sources.run(job.repository, entry.runId),
    sources.branchFacts(job.repository, entry.commit, job.branch),
    // What the branch's facts will ask for, if the branch is still where it was pushed to.
    sources.compare(job.repository, entry.commit, job.commit),
  ]);
  if (artifact === undefined || run === undefined) return undefined;
  return { entry, artifact, run, facts };
}

/** The one rule of provenance once more, and: would the build find the same plan now? */
function holds(source: Source, { job, service, pushed }: Given, planCommit?: string): boolean {
  const { run, facts, artifact, entry } = source;
  const { spec } = artifact;
  return (
    // What was itself taken over is no evidence: its run is of another commit.
    run.headSha === entry.commit &&
    evaluateRun(run, service).kind === "accepted" &&
    isReusableRun(run) &&
    spec.sourceTree === pushed.tree &&
    countsForBranch(run, job.branch, spec.sourceTree, facts).kind === "accepted" &&
    planCommit !== undefined &&
    (spec.shuttle.plan.sha ?? "0".repeat(40)) === planCommit
  );
}

function isReleased(told: readonly Told[]): boolean {
  return told.some(({ outcome }) => outcome.kind === "released");
}
