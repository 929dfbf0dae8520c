import type { ManifestFiles } from "../artifact/digest.ts";
import { digestOf } from "../artifact/digest.ts";
import type { CommitSha } from "../artifact/ids.ts";
import { type ArtifactSpec, SPEC_FILE, formatSpec } from "../artifact/spec.ts";
import { type HamConfig, namespacesOf } from "../environment/ham-config.ts";
import { type Refusal, quoted, refuse } from "../refusal.ts";
import { type ReleaseRecord, formatAuthor, formatPerson } from "../release/commit-message.ts";
import { environmentNotInArtifact } from "../release/decide-release.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { checkManifests } from "./check-manifests.ts";
import type { EnvironmentState, ServiceState } from "./environment-state.ts";
import { clusterFile, releaseFolder } from "./paths.ts";
import { type ReleaseIndexEntry, objectMark } from "./release-index.ts";

/** What one release does to an environment branch, `index.json` aside. */
export type PlannedRelease = {
  readonly kind: "planned";
  readonly request: ReleaseRequest;
  readonly artifact: ArtifactSpec;
  /** Text by path; null deletes. Never outside the service's own paths. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly record: ReleaseRecord;
  readonly entry: ReleaseIndexEntry;
  /** The state after this release, for the decisions that follow on the same head. */
  readonly after: EnvironmentState;
};

export type StoredArtifact = { readonly spec: ArtifactSpec; readonly manifests: ManifestFiles };

export type PlanContext = {
  readonly config: HamConfig;
  readonly configCommit: CommitSha;
  readonly now: string;
};

/**
 * Turns a decided release into file changes: the service's folder is replaced whole, so removed
 * manifests disappear and an old namespace's folder goes. Everything is checked once more, because the
 * rules may have changed since the artifact was stored.
 */
export function planRelease(
  state: EnvironmentState,
  request: ReleaseRequest,
  artifact: StoredArtifact,
  context: PlanContext,
): PlannedRelease | Refusal {
  const { spec, manifests } = artifact;
  const service = context.config.services.get(request.service);
  if (service === undefined) {
    return refuse("unknown-service", `ham.yaml has no service ${quoted(request.service)}`);
  }
  if (spec.service !== service.name) return otherService(spec, service.name);
  if (digestOf(manifests) !== spec.digest) return digestMismatch(spec, digestOf(manifests));
  const files = manifestsOf(manifests, request.environment);
  if (files.size === 0) return environmentNotInArtifact(request.environment, spec);
  const checked = checkManifests(files, service, request.environment, context.config, state.index);
  if (checked.kind === "refused") return checked;

  const [namespace] = namespacesOf(service, request.environment);
  const wanted = new Map<string, string>([
    ...[...files]
      .filter(([file]) => !checked.kustomizationFiles.has(file))
      .map(([file, text]): [string, string] => [
        `${releaseFolder(namespace, service.name)}/${file}`,
        text,
      ]),
    [`${releaseFolder(namespace, service.name)}/${SPEC_FILE}`, formatSpec(spec)],
    [clusterFile(namespace, service.name), checked.kustomization],
  ]);
  const current = state.services.get(service.name);
  const record = toRecord(request, spec, context.configCommit);
  const entry = toEntry(state, request, spec, {
    namespace,
    objects: checked.objects,
    now: context.now,
  });
  return {
    kind: "planned",
    request,
    artifact: spec,
    changes: replaceWhole(current, wanted),
    record,
    entry,
    after: applyTo(state, current, { spec, namespace, paths: [...wanted.keys()], entry }),
  };
}

/** Files of one environment, without its folder. */
export function manifestsOf(
  manifests: ManifestFiles,
  environment: string,
): ReadonlyMap<string, string> {
  const prefix = `${environment}/`;
  return new Map(
    [...manifests]
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]): [string, string] => [path.slice(prefix.length), text]),
  );
}

/** Old paths that are not written again are deleted. */
function replaceWhole(
  current: ServiceState | undefined,
  wanted: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const deletions = (current?.paths ?? [])
    .filter((path) => !wanted.has(path))
    .map((path): [string, null] => [path, null]);
  return new Map<string, string | null>([...deletions, ...wanted]);
}

function toRecord(
  request: ReleaseRequest,
  spec: ArtifactSpec,
  configCommit: CommitSha,
): ReleaseRecord {
  const { authorName = "", authorEmail = "" } = spec.application;
  return {
    service: request.service,
    environment: request.environment,
    artifact: spec.id,
    releasedBy: formatPerson(request.actor),
    createdBy: formatAuthor(authorName, authorEmail),
    intent: request.intent,
    digest: spec.digest,
    source: { repository: spec.run.repository, commit: spec.application.sha },
    request: request.id,
    configCommit,
  };
}

function toEntry(
  state: EnvironmentState,
  request: ReleaseRequest,
  spec: ArtifactSpec,
  details: {
    readonly namespace: string;
    readonly objects: readonly string[];
    readonly now: string;
  },
): ReleaseIndexEntry {
  const { namespace, objects, now } = details;
  const automatic = request.intent.type === "AutoRelease";
  return {
    service: request.service,
    namespace,
    artifact: spec.id,
    digest: spec.digest,
    branch: spec.application.branch,
    commit: spec.application.sha,
    repository: spec.run.repository,
    releasedAt: now,
    releasedBy: request.actor.login,
    intent: request.intent.type,
    personAt: automatic ? (state.index.get(request.service)?.personAt ?? "") : now,
    objects: objects.map(objectMark).join(" "),
  };
}

function applyTo(
  state: EnvironmentState,
  current: ServiceState | undefined,
  release: {
    readonly spec: ArtifactSpec;
    readonly namespace: string;
    readonly paths: readonly string[];
    readonly entry: ReleaseIndexEntry;
  },
): EnvironmentState {
  const service: ServiceState = {
    service: release.entry.service,
    policies: current?.policies,
    lock: current?.lock,
    carriedOut: current?.carriedOut ?? new Map(),
    running: { namespace: release.namespace, spec: release.spec },
    paths: release.paths,
  };
  return {
    ...state,
    index: new Map([...state.index, [service.service, release.entry]]),
    services: new Map([...state.services, [service.service, service]]),
  };
}

function otherService(spec: ArtifactSpec, service: string): Refusal {
  return refuse("artifact-invalid", `${spec.id} is of ${spec.service}, and not of ${service}`, {
    evidence: { artifact: spec.id, service: spec.service, expected: service },
  });
}

function digestMismatch(spec: ArtifactSpec, actual: string): Refusal {
  return refuse(
    "artifact-digest-mismatch",
    `the manifests of ${spec.id} have the digest ${actual.slice(0, 12)}, and its spec says ${spec.digest.slice(0, 12)}`,
    {
      advice: "build the artifact again",
      evidence: { artifact: spec.id, expected: spec.digest, received: actual },
    },
  );
}
