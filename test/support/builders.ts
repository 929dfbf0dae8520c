import { createHash } from "node:crypto";

import { formatArtifactId } from "../../src/core/artifact/artifact-id.ts";
import { type ManifestFiles, digestOf } from "../../src/core/artifact/digest.ts";
import {
  type ArtifactId,
  type CommitSha,
  type TreeSha,
  commitSha,
  treeSha,
} from "../../src/core/artifact/ids.ts";
import type { RunRecord } from "../../src/core/artifact/provenance.ts";
import { type ArtifactSpec, formatSpec } from "../../src/core/artifact/spec.ts";
import { parseSpec } from "../../src/core/artifact/spec-schema.ts";
import type {
  EnvironmentState,
  ServiceState,
} from "../../src/core/config-repo/environment-state.ts";
import {
  type PlanContext,
  type PlannedRelease,
  type StoredArtifact,
  planRelease,
} from "../../src/core/config-repo/plan-release.ts";
import type { HamConfig } from "../../src/core/environment/ham-config.ts";
import { parseHamConfig } from "../../src/core/environment/ham-config-schema.ts";
import { formatProblem } from "../../src/core/problem.ts";
import { isRefusal } from "../../src/core/refusal.ts";
import type { ReleaseRecord } from "../../src/core/release/commit-message.ts";
import { type ReleaseRequest, requestIds } from "../../src/core/release/request.ts";

/** Noon of the day on which the tests play. */
export const NOON = "2026-03-02T12:00:00Z";

/** The instant so many minutes after (or before) noon. */
export function minutesAfterNoon(minutes: number): string {
  return new Date(Date.parse(NOON) + minutes * 60_000).toISOString().replace(".000Z", "Z");
}

/** A commit that is always the same for a name. */
export function aCommit(name = "a commit"): CommitSha {
  return commitSha(createHash("sha1").update(`commit ${name}`).digest("hex"));
}

export function aTree(name = "a tree"): TreeSha {
  return treeSha(createHash("sha1").update(`tree ${name}`).digest("hex"));
}

export function anId(
  branch = "master",
  commit = aCommit(),
  planCommit = aCommit("plan"),
): ArtifactId {
  const id = formatArtifactId({ branch, commit, planCommit });
  if (id === undefined) throw new Error(`'${branch}' gives no artifact id`);
  return id;
}

/** Three environments; `shop` and `cart` of one repository each. */
export const HAM_YAML = `version: 1
defaultBranch: master
environments:
  - {name: dev, autoRelease: {branch: master}}
  - {name: staging}
  - {name: prod, branchRestriction: '^master$', allow: {release: maintain}}
services:
  shop: {repository: acme/shop}
  cart: {repository: acme/cart}
`;

/** Throws for a configuration that isn't valid: a test about mistakes calls the parser itself. */
export function aConfig(yaml = HAM_YAML): HamConfig {
  const parsed = parseHamConfig(yaml);
  if (parsed.kind === "valid") return parsed.value;
  throw new Error(`ham.yaml: ${parsed.problems.map(formatProblem).join("; ")}`);
}

export function aConfigMap(name: string, data = "value"): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${data}\n`;
}

export type ArtifactWish = {
  readonly service?: string;
  readonly branch?: string;
  readonly commit?: CommitSha;
  readonly planCommit?: CommitSha;
  /** Text by `<environment>/<file>`. */
  readonly manifests?: Readonly<Record<string, string>>;
  readonly spec?: Partial<ArtifactSpec>;
};

/** An artifact of one commit with a ConfigMap for each environment; id and digest fit what is in it. */
export function anArtifact(wish: ArtifactWish = {}): StoredArtifact {
  const { service = "shop", branch = "master", commit = aCommit() } = wish;
  const planCommit = wish.planCommit ?? aCommit("plan");
  const manifests: ManifestFiles = new Map(
    Object.entries(wish.manifests ?? manifestsOfAll(service, commit)),
  );
  const environments = [...new Set([...manifests.keys()].map((path) => path.split("/")[0] ?? ""))];
  const spec: ArtifactSpec = {
    version: 1,
    id: anId(branch, commit, planCommit),
    service,
    application: {
      branch,
      sha: commit,
      authorName: "Developer",
      authorEmail: "developer@acme.test",
      message: "feat: sell more",
    },
    ci: { start: minutesAfterNoon(-10), end: minutesAfterNoon(-5) },
    shuttle: { plan: { sha: planCommit } },
    stages: [{ id: "build", name: "Build", result: "success", durationMs: 1000 }],
    environments,
    digest: digestOf(manifests),
    sourceTree: aTree(),
    reuseKey: "e".repeat(64),
    run: {
      repository: `acme/${service}`,
      id: 7,
      attempt: 1,
      workflow: ".github/workflows/ci.yml",
      event: "push",
      createdAt: minutesAfterNoon(-10),
    },
    ...wish.spec,
  };
  assertValid(spec);
  return { spec, manifests };
}

function manifestsOfAll(service: string, commit: CommitSha): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ["dev", "staging", "prod"].map((name) => [
      `${name}/10-config.yaml`,
      aConfigMap(service, `"${commit}"`),
    ]),
  );
}

function assertValid(spec: ArtifactSpec): void {
  const parsed = parseSpec(formatSpec(spec));
  if (parsed.kind === "valid") return;
  throw new Error(`artifact.json: ${parsed.problems.map(formatProblem).join("; ")}`);
}

/** A successful run of `acme/shop` on master. */
export function aRun(wish: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 7,
    attempt: 1,
    repository: "acme/shop",
    repositoryId: 100,
    headRepositoryId: 100,
    event: "push",
    status: "completed",
    conclusion: "success",
    headBranch: "master",
    headSha: aCommit(),
    workflowPath: ".github/workflows/ci.yml",
    createdAt: minutesAfterNoon(-10),
    actor: "developer",
    url: "https://github.com/acme/shop/actions/runs/7",
    ...wish,
  };
}

/** A developer's request at noon. */
export function aRequest(wish: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return {
    id: requestIds.comment(1, 1),
    requestedAt: NOON,
    service: "shop",
    environment: "dev",
    intent: { type: "ReleaseArtifact" },
    wanted: { kind: "newest-of-branch", branch: "master" },
    actor: { login: "developer", id: 11, name: "Developer" },
    ...wish,
  };
}

/** An environment where nothing runs; services that are asked for are known to be nowhere. */
export function anEnvironment(environment = "dev", services = ["shop", "cart"]): EnvironmentState {
  return {
    environment,
    head: aCommit("head"),
    index: new Map(),
    lock: undefined,
    services: new Map(services.map((service) => [service, aServiceState(service)])),
  };
}

function aServiceState(service = "shop", wish: Partial<ServiceState> = {}): ServiceState {
  return {
    service,
    running: undefined,
    paths: [],
    policies: undefined,
    lock: undefined,
    carriedOut: new Map(),
    ...wish,
  };
}

/** The state with something else known of one service. */
export function withService(
  state: EnvironmentState,
  service: string,
  wish: Partial<ServiceState>,
): EnvironmentState {
  const current = state.services.get(service) ?? aServiceState(service);
  return { ...state, services: new Map([...state.services, [service, { ...current, ...wish }]]) };
}

/** After the artifact was released; throws when that is refused. */
export function withRunning(
  state: EnvironmentState,
  artifact: StoredArtifact,
  wish: {
    readonly request?: Partial<ReleaseRequest>;
    readonly context?: Partial<PlanContext>;
  } = {},
): EnvironmentState {
  const { service } = artifact.spec;
  const request = aRequest({ service, environment: state.environment, ...wish.request });
  return aPlan(state, request, artifact, wish.context).after;
}

/** What a release would do; throws when it is refused. */
export function aPlan(
  state: EnvironmentState,
  request: ReleaseRequest,
  artifact: StoredArtifact,
  context: Partial<PlanContext> = {},
): PlannedRelease {
  const plan = planRelease(state, request, artifact, {
    config: aConfig(),
    configCommit: aCommit("config"),
    now: NOON,
    ...context,
  });
  if (isRefusal(plan)) throw new Error(`refused: ${plan.sentence}`);
  return plan;
}

/** A release of shop to dev, as a commit tells of it. */
export function aRecord(wish: Partial<ReleaseRecord> = {}): ReleaseRecord {
  const { spec } = anArtifact();
  return {
    service: "shop",
    environment: "dev",
    artifact: spec.id,
    releasedBy: "Developer <11+developer@users.noreply.github.com>",
    createdBy: "Developer <developer@acme.test>",
    intent: { type: "ReleaseArtifact" },
    digest: spec.digest,
    source: { repository: "acme/shop", commit: spec.application.sha },
    request: requestIds.comment(1, 1),
    configCommit: aCommit("config"),
    ...wish,
  };
}
