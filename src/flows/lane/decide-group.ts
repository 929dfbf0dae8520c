import type { ArtifactId } from "../../core/artifact/ids.ts";
import {
  type EnvironmentState,
  emptyEnvironment,
} from "../../core/config-repo/environment-state.ts";
import {
  type PlannedRelease,
  type StoredArtifact,
  planRelease,
} from "../../core/config-repo/plan-release.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import {
  type Ancestry,
  type Decision,
  alreadyCarriedOut,
  ancestryNeeded,
  decideRelease,
} from "../../core/release/decide-release.ts";
import { withoutPolicy } from "../../core/policy/auto-release.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import type { ArtifactMemory } from "../artifact-memory.ts";
import type { HamPorts } from "../ham.ts";
import type { ConfigInForce } from "../known-config.ts";
import { ONE_CALL_LIMITS } from "../ports/config-repository.ts";
import type { Before, Candidate } from "./candidate.ts";

/** What a group of requests comes to on one head. */
export type DecidedGroup = {
  readonly settled: readonly { readonly candidate: Candidate; readonly outcome: Outcome }[];
  readonly planned: readonly PlannedCandidate[];
  /** Not looked at: the commit would grow too large. */
  readonly left: readonly Candidate[];
  readonly after: EnvironmentState;
};

export type PlannedCandidate = {
  readonly candidate: Candidate;
  readonly plan: PlannedRelease;
  /** What ran before it. */
  readonly before: Before;
};

type DecidingParts = { readonly ports: HamPorts; readonly artifacts: ArtifactMemory };

/** So many releases share a commit however large they are: a burst must not become as many commits. */
const MIN_RELEASES = 32;

/** Decides the group one after another, each on the state that the one before leaves. */
export async function decideGroup(
  parts: DecidingParts,
  view: { readonly config: ConfigInForce; readonly state: EnvironmentState | undefined },
  candidates: readonly Candidate[],
): Promise<DecidedGroup> {
  const environment = candidates[0]?.request.environment ?? "";
  const before = view.state ?? emptyEnvironment(environment);
  const artifacts = await loadAll(parts, candidates);
  await Promise.all(candidates.map((one) => prefetchAncestry(parts.ports, one, before, artifacts)));

  const settled: { candidate: Candidate; outcome: Outcome }[] = [];
  const planned: PlannedCandidate[] = [];
  const size = { files: 1, bytes: 0 };
  let after = before;
  for (const [index, candidate] of candidates.entries()) {
    const seen = await withPolicyChange(parts.ports, after, candidate);
    const result = await decideOne(parts.ports, view.config, seen, candidate, artifacts);
    if (result.kind !== "planned") {
      settled.push({ candidate, outcome: result });
      continue;
    }
    if (planned.length >= MIN_RELEASES && !fits(size, result)) {
      return { settled, planned, left: candidates.slice(index), after };
    }
    planned.push({ candidate, plan: result, before: runningIn(after, candidate) });
    add(size, result);
    after = result.after;
  }
  return { settled, planned, left: [], after };
}

function runningIn(state: EnvironmentState, { request }: Candidate): Before {
  const spec = state.services.get(request.service)?.running?.spec;
  return spec === undefined ? undefined : { artifact: spec.id, commit: spec.application.sha };
}

/** Only where some policy was changed since the artifact was stored it is asked whether it was this one. */
async function withPolicyChange(
  { config }: HamPorts,
  state: EnvironmentState,
  { request: { service, environment, intent, requestedAt: since } }: Candidate,
): Promise<EnvironmentState> {
  const known = state.services.get(service);
  const changed = Date.parse(state.policiesChangedAt ?? "") >= Date.parse(since);
  if (intent.type !== "AutoRelease" || known === undefined || !changed) return state;
  const policiesChangedAt = await config.policyChangedAt({ environment, service, since });
  return {
    ...state,
    services: new Map([...state.services, [service, { ...known, policiesChangedAt }]]),
  };
}

type Artifacts = ReadonlyMap<string, StoredArtifact>;

async function loadAll(parts: DecidingParts, candidates: readonly Candidate[]): Promise<Artifacts> {
  const held = candidates.flatMap(({ loaded }) => (loaded === undefined ? [] : [loaded]));
  const missing = candidates.filter((one) => one.loaded === undefined).map((one) => one.artifact);
  const loaded = missing.length === 0 ? [] : await parts.artifacts.load(missing);
  return new Map(
    [...loaded, ...held].map((one): [string, StoredArtifact] => [keyOf(one.spec), one]),
  );
}

/** Services may have artifacts of the same id: same branch, commit and plan. */
function keyOf(artifact: { readonly service: string; readonly id: ArtifactId }): string {
  return `${artifact.service}/${artifact.id}`;
}

async function decideOne(
  ports: HamPorts,
  config: ConfigInForce,
  state: EnvironmentState,
  candidate: Candidate,
  artifacts: Artifacts,
): Promise<PlannedRelease | Outcome> {
  const { request } = candidate;
  const before = alreadyCarriedOut(request, state);
  if (before !== undefined) return before;
  const artifact = artifacts.get(keyOf(candidate.artifact));
  if (artifact === undefined) return notStored(candidate);
  const idle = withoutPolicy(request, config.config, state, artifact.spec);
  if (idle !== undefined) return idle;
  const now = ports.clock.now();
  const decision: Decision = decideRelease({
    request,
    config: config.config,
    state,
    artifact: artifact.spec,
    ancestry: await ancestryOf(ports, candidate, state, artifact),
    now,
  });
  if (decision.kind !== "release") return decision;
  return planRelease(state, request, artifact, {
    config: config.config,
    configCommit: config.commit,
    now,
  });
}

/** How the candidate's commit stands to the running one's. Ancestry is remembered, branches are asked. */
async function ancestryOf(
  ports: HamPorts,
  candidate: Candidate,
  state: EnvironmentState,
  { spec }: StoredArtifact,
): Promise<Ancestry> {
  const needed = ancestryNeeded(candidate.request, state, spec);
  if (needed === undefined) return "unknown";
  const { running, candidate: wanted } = needed;
  const compared = await ports.sources.compare(spec.run.repository, running, wanted);
  if (compared === undefined) return "unknown";
  if (compared.status === "identical") return "same";
  if (compared.status === "ahead") return "newer";
  const { branch } = spec.application;
  const onBranch = (sha: typeof running): Promise<boolean> =>
    ports.sources.isOnBranch(spec.run.repository, sha, branch);
  const [wantedThere, runningThere] = await Promise.all([onBranch(wanted), onBranch(running)]);
  if (wantedThere && !runningThere) return "replaces";
  return compared.status === "behind" ? "older" : "unrelated";
}

/** All comparisons of a group at once instead of one after another. */
async function prefetchAncestry(
  ports: HamPorts,
  candidate: Candidate,
  state: EnvironmentState,
  artifacts: Artifacts,
): Promise<void> {
  const artifact = artifacts.get(keyOf(candidate.artifact));
  if (artifact !== undefined) await ancestryOf(ports, candidate, state, artifact);
}

function fits(
  size: { readonly files: number; readonly bytes: number },
  plan: PlannedRelease,
): boolean {
  return (
    size.files + plan.changes.size <= ONE_CALL_LIMITS.files &&
    size.bytes + bytesOf(plan) <= ONE_CALL_LIMITS.bytes
  );
}

function add(size: { files: number; bytes: number }, plan: PlannedRelease): void {
  size.files += plan.changes.size;
  size.bytes += bytesOf(plan);
}

function bytesOf(plan: PlannedRelease): number {
  return [...plan.changes.values()].reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function notStored({ artifact, request }: Candidate): Refusal {
  return refuse("no-artifact", `the artifact ${artifact.id} of ${artifact.service} is not stored`, {
    advice: "build it again",
    evidence: {
      artifact: artifact.id,
      service: artifact.service,
      environment: request.environment,
    },
  });
}
