import type { CommitSha } from "../artifact/ids.ts";
import type { ArtifactSpec } from "../artifact/spec.ts";
import type { EnvironmentState, ServiceState } from "../config-repo/environment-state.ts";
import { type HamConfig, findEnvironment, namespacesOf } from "../environment/ham-config.ts";
import { evaluateLocks, parseLockFile } from "../lock/lock.ts";
import { evaluateRestrictions, policiesOf } from "../policy/policy.ts";
import { parsePolicyFile } from "../policy/policy-file.ts";
import { type Checked, formatProblem } from "../problem.ts";
import { type Refusal, quoted, refuse } from "../refusal.ts";
import type { NothingToDo, Released } from "./outcome.ts";
import { type ReleaseRequest, isExpired } from "./request.ts";

/** What a decision looks at; all of it was read at `state.head`. */
export type DecisionInput = {
  readonly request: ReleaseRequest;
  readonly config: HamConfig;
  readonly state: EnvironmentState;
  /** The artifact that is wanted. */
  readonly artifact: ArtifactSpec;
  /** How the artifact's commit stands to the running one's; needed for automatic releases only. */
  readonly ancestry: Ancestry;
  /** RFC 3339. */
  readonly now: string;
};

/** The candidate's commit seen from the running one. */
export type Ancestry =
  | "unknown"
  | "same"
  | "newer"
  | "older"
  /** Neither contains the other, and only the candidate is still on the branch: a force push. */
  | "replaces"
  | "unrelated";

export type Decision =
  | { readonly kind: "release"; readonly request: ReleaseRequest; readonly artifact: ArtifactSpec }
  | NothingToDo
  | Released
  | Refusal;

/**
 * May this artifact be released there, now, on this head? Pure: the same input gives the same
 * decision, and every "no" says why.
 */
export function decideRelease(input: DecisionInput): Decision {
  const { request, config, state, artifact } = input;
  const service = config.services.get(request.service);
  if (service === undefined) return unknownService(request, config);
  if (findEnvironment(config, request.environment) === undefined) {
    return unknownEnvironment(request.environment, config);
  }
  const current = state.services.get(request.service);
  const before = alreadyCarriedOut(request, state);
  if (before !== undefined) return before;
  const late = tooLate(request, state, input.now);
  if (late !== undefined) return late;
  if (!artifact.environments.includes(request.environment)) {
    return environmentNotInArtifact(request.environment, artifact);
  }
  const allowed = evaluateRules(input, service.name);
  if (allowed.kind === "refused") return allowed;
  return alreadyThere(input, current) ?? { kind: "release", request, artifact };
}

export function unknownEnvironment(environment: string, config: HamConfig): Refusal {
  const names = config.environments.map((one) => one.name);
  return refuse("unknown-environment", `there is no environment ${quoted(environment)}`, {
    advice: `environments, in promotion order: ${names.join(", ")}`,
    evidence: { environment: environment.slice(0, 200), environments: names },
  });
}

/**
 * The answer of a request that an earlier process carried out. A `Request:` trailer in the history is
 * exact: it can't be older than the request itself.
 */
export function alreadyCarriedOut(
  request: ReleaseRequest,
  state: EnvironmentState,
): Released | undefined {
  const done = state.services.get(request.service)?.carriedOut.get(request.id);
  if (done === undefined) return undefined;
  return {
    kind: "released",
    artifact: done.record.artifact,
    commit: done.commit,
    committedAt: done.committedAt,
    intent: done.record.intent,
    before: undefined,
    source: done.record.source,
    recovered: true,
  };
}

/** A person's request dies after a day; an automatic one when a person decided something since. */
function tooLate(
  request: ReleaseRequest,
  state: EnvironmentState,
  now: string,
): NothingToDo | Refusal | undefined {
  if (request.intent.type !== "AutoRelease") {
    return isExpired(request.requestedAt, now) ? expired(request) : undefined;
  }
  const { service } = request;
  const releasedAt = state.index.get(service)?.personAt ?? "";
  if (isSince(request, releasedAt)) return personDecided(request, "released", releasedAt);
  const changedAt = state.services.get(service)?.policiesChangedAt ?? "";
  if (!isSince(request, changedAt)) return undefined;
  return personDecided(request, "changed the policies of", changedAt);
}

/** Not before the request; empty: never. */
function isSince({ requestedAt }: ReleaseRequest, time: string): boolean {
  return time !== "" && Date.parse(time) >= Date.parse(requestedAt);
}

function personDecided(
  { service, environment }: Pick<ReleaseRequest, "service" | "environment">,
  what: "released" | "changed the policies of",
  at: string,
): NothingToDo {
  const where = what === "released" ? `to ${environment}` : `in ${environment}`;
  return {
    kind: "nothing-to-do",
    reason: "person-decided",
    sentence: `a person ${what} ${service} ${where} at ${at}, after this artifact was stored`,
  };
}

function evaluateRules(
  input: DecisionInput,
  serviceName: string,
): { readonly kind: "accepted" } | Refusal {
  const { request, config, state, artifact } = input;
  const current = state.services.get(serviceName);
  const service = config.services.get(serviceName);
  if (service === undefined) return unknownService(request, config);
  const policyFile = parsePolicyFile(serviceName, current?.policies);
  if (policyFile.kind === "invalid") return unreadable(`policies/${serviceName}.json`, policyFile);
  const restricted = evaluateRestrictions(
    policiesOf(config, service, request.environment, policyFile.value),
    artifact.application.branch,
  );
  if (restricted.kind === "refused") return restricted;
  const environmentLock = parseLockFile(state.lock);
  if (environmentLock.kind === "invalid")
    return unreadable("locks/_environment.json", environmentLock);
  const serviceLock = parseLockFile(current?.lock);
  if (serviceLock.kind === "invalid") return unreadable(`locks/${serviceName}.json`, serviceLock);
  return evaluateLocks(
    [
      { scope: request.environment, file: environmentLock.value },
      { scope: `${serviceName} in ${request.environment}`, file: serviceLock.value },
    ],
    { automatic: request.intent.type === "AutoRelease", now: input.now },
  );
}

function alreadyThere(
  input: DecisionInput,
  current: ServiceState | undefined,
): NothingToDo | undefined {
  const { request, artifact, ancestry } = input;
  if (current?.running === undefined) return undefined;
  const { spec: running, namespace } = current.running;
  // Elsewhere after ham.yaml gave the service another namespace: then it has to move.
  const inPlace = namespace === namespaceNow(input);
  if (running.id === artifact.id && running.digest === artifact.digest && inPlace) {
    return {
      kind: "nothing-to-do",
      reason: "already-released",
      sentence: `${artifact.id} runs in ${request.environment} already`,
      artifact: artifact.id,
    };
  }
  if (request.intent.type !== "AutoRelease") return undefined;
  if (ancestry === "newer" || ancestry === "replaces" || ancestry === "same") return undefined;
  return {
    kind: "nothing-to-do",
    reason: "newer-running",
    sentence: `${running.id} runs in ${request.environment} and is not older than ${artifact.id}`,
    artifact: artifact.id,
  };
}

function namespaceNow({ request, config }: DecisionInput): string | undefined {
  const service = config.services.get(request.service);
  return service === undefined ? undefined : namespacesOf(service, request.environment)[0];
}

/**
 * The commits whose ancestry an automatic release needs to know; undefined when it doesn't matter.
 * Only of the same repository and branch: a person may run something else there on purpose.
 */
export function ancestryNeeded(
  request: ReleaseRequest,
  state: EnvironmentState,
  artifact: ArtifactSpec,
): { readonly running: CommitSha; readonly candidate: CommitSha } | undefined {
  if (request.intent.type !== "AutoRelease") return undefined;
  const running = state.services.get(request.service)?.running?.spec;
  if (running === undefined || running.id === artifact.id) return undefined;
  return { running: running.application.sha, candidate: artifact.application.sha };
}

function unknownService(request: ReleaseRequest, config: HamConfig): Refusal {
  const names = [...config.services.keys()];
  return refuse("unknown-service", `ham.yaml has no service ${quoted(request.service)}`, {
    advice: `services: ${names.join(", ")}`,
    evidence: { service: request.service.slice(0, 200), services: names },
  });
}

function expired(request: ReleaseRequest): Refusal {
  return refuse("expired", `this was asked for at ${request.requestedAt}, more than a day ago`, {
    advice: "please ask again",
    evidence: { requestedAt: request.requestedAt },
  });
}

export function environmentNotInArtifact(environment: string, artifact: ArtifactSpec): Refusal {
  return refuse(
    "environment-not-in-artifact",
    `${artifact.id} has no manifests for ${environment}`,
    {
      advice: `add ${environment} to vars.k8s of the project, or to the Action's input 'environments', and build again`,
      evidence: { artifact: artifact.id, environments: artifact.environments },
    },
  );
}

function unreadable(
  file: string,
  checked: Extract<Checked<unknown>, { readonly kind: "invalid" }>,
): Refusal {
  return refuse(
    "config-invalid",
    `${file} can't be read: ${checked.problems.map(formatProblem).join("; ")}`,
    { advice: "mend the file; until then nothing is released", evidence: { file } },
  );
}
