import {
  type BranchFacts,
  type RunRecord,
  countsForBranch,
} from "../../core/artifact/provenance.ts";
import type { ArtifactIndex } from "../../core/artifact/index-files.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import { type HamConfig, autoReleaseBranch } from "../../core/environment/ham-config.ts";
import { autoReleasedTo } from "../../core/policy/auto-release.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import type { Told } from "../../core/report/told.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import { type Actor, type ReleaseRequest, requestIds } from "../../core/release/request.ts";
import type { Candidate } from "../lane/candidate.ts";
import type { HamParts } from "../parts.ts";
import type { BranchCommit, CommitResult } from "../ports/config-repository.ts";
import { type World, laneViewOf } from "../world.ts";

/** A stored artifact that may be released without being asked for. */
export type AutoRelease = {
  readonly artifact: StoredArtifact;
  readonly run: RunRecord;
  /** What GitHub says now of the run's commit and the artifact's branch. */
  readonly facts: BranchFacts;
  /** Is the artifact's own commit on its branch now? */
  readonly onBranch: boolean;
  /** Artifacts of the branch, this one among them. */
  readonly branchIndex: ArtifactIndex;
  /** By GitHub's clock; when it is not stored yet, the time of the push. */
  readonly storedAt: string;
  /** It was there already: then only policies count that were there before it. */
  readonly storedBefore: boolean;
  /** Who pushed. */
  readonly actor: Actor;
  readonly world: World;
  /** The commit that stores it, if that is still to be made. */
  readonly brings?: BranchCommit | undefined;
};

export type AutoReleased = {
  readonly told: readonly Told[];
  /** How storing went, if it was still to be made; undefined: not tried. */
  readonly stored: CommitResult | undefined;
};

/** Releases the artifact to every environment whose policy names its branch. */
export async function autoRelease(parts: HamParts, auto: AutoRelease): Promise<AutoReleased> {
  const { artifact, world } = auto;
  const { service, application } = artifact.spec;
  const before = auto.storedBefore ? await parts.configs.heldAt(auto.storedAt) : world.config;
  const environments = autoReleasedTo(
    world.config,
    world.snapshot.environments,
    service,
    application.branch,
  ).filter((name) => !isNewPolicy({ world, before, service, environment: name }));
  const [first, ...others] = environments;
  if (first === undefined) return { told: [], stored: undefined };
  const refused = mayNot(auto);
  if (refused !== undefined) {
    const told = environments.map((name) => toTold(auto, name, refused));
    return { told, stored: undefined };
  }
  // What is to be stored goes with the first release; the others wait until it is there.
  const [leader, stored] = await releaseTo(parts, auto, first, auto.brings);
  const followers = await Promise.all(
    others.map((name) => releaseTo(parts, auto, name, undefined)),
  );
  return { told: [leader, ...followers.map(([told]) => told)], stored };
}

/** A policy releases nothing that was stored before it was declared. */
function isNewPolicy(question: {
  readonly world: World;
  readonly before: HamConfig | undefined;
  readonly service: string;
  readonly environment: string;
}): boolean {
  const { world, before, service, environment } = question;
  const declared = (config: HamConfig | undefined): string | undefined => {
    const found = config?.services.get(service);
    return config === undefined || found === undefined
      ? undefined
      : autoReleaseBranch(config, found, environment);
  };
  const now = declared(world.config);
  const own = world.snapshot.environments.get(environment)?.services.get(service)?.policies;
  // A file in `policies/` says it without ham.yaml.
  return own === undefined && now !== declared(before);
}

async function releaseTo(
  parts: HamParts,
  auto: AutoRelease,
  environment: string,
  brings: BranchCommit | undefined,
): Promise<readonly [Told, CommitResult | undefined]> {
  const { artifact } = auto;
  const { id, service, application } = artifact.spec;
  const candidate: Candidate = {
    request: toRequest(auto, environment),
    artifact: { service, id, commit: application.sha },
    loaded: artifact,
    view: laneViewOf(auto.world, environment),
    ...(brings === undefined ? {} : { brings: [brings] }),
  };
  const answer = await parts.lanes.of(environment).submit(candidate);
  return [toTold(auto, environment, answer.outcome), answer.brought[0]];
}

/** Why it is not released, whatever the environment says; undefined: nothing stands against it. */
function mayNot(auto: AutoRelease): Outcome | undefined {
  const { spec } = auto.artifact;
  const { branch } = spec.application;
  const proven = countsForBranch(auto.run, branch, spec.sourceTree, auto.facts);
  if (proven.kind === "refused") return proven;
  if (!auto.onBranch) return notOnBranch(auto);
  const [newest] = auto.branchIndex.artifacts;
  if (newest === undefined || newest.id === spec.id) return undefined;
  return {
    kind: "nothing-to-do",
    reason: "newer-waiting",
    sentence: `${newest.id} of ${branch} is newer than ${spec.id}`,
    artifact: spec.id,
  };
}

function notOnBranch({ artifact }: AutoRelease): Refusal {
  const { branch, sha } = artifact.spec.application;
  return refuse(
    "branch-not-proven",
    `commit ${sha.slice(0, 10)} is not on branch ${quoted(branch)} any more`,
    { advice: "it was force-pushed away", evidence: { branch, commit: sha } },
  );
}

function toRequest(auto: AutoRelease, environment: string): ReleaseRequest {
  const { id, service, application } = auto.artifact.spec;
  return {
    id: requestIds.auto(service, id, environment),
    requestedAt: auto.storedAt,
    service,
    environment,
    intent: { type: "AutoRelease" },
    wanted: { kind: "artifact", id, commit: application.sha },
    actor: auto.actor,
  };
}

function toTold(auto: AutoRelease, environment: string, outcome: Outcome): Told {
  return { request: toRequest(auto, environment), asked: "", outcome };
}
