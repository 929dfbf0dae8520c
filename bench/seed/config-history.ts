import { EMPTY_INDEX, addToIndex, toIndexEntry } from "../../src/core/artifact/index-files.ts";
import { formatArtifactId } from "../../src/core/artifact/artifact-id.ts";
import { type CommitSha, commitSha } from "../../src/core/artifact/ids.ts";
import { type ArtifactSpec, SPEC_FILE, formatSpec } from "../../src/core/artifact/spec.ts";
import { emptyEnvironment } from "../../src/core/config-repo/environment-state.ts";
import {
  CONFIG_BRANCH,
  CONFIG_FILE,
  INDEX_FILE,
  artifactBranch,
  environmentBranch,
  releaseFolder,
} from "../../src/core/config-repo/paths.ts";
import {
  type PlannedRelease,
  type StoredArtifact,
  planRelease,
} from "../../src/core/config-repo/plan-release.ts";
import { planStore } from "../../src/core/config-repo/plan-store.ts";
import { formatReleaseIndex } from "../../src/core/config-repo/release-index.ts";
import { formatReleaseMessage } from "../../src/core/release/commit-message.ts";
import { type ReleaseRequest, requestIds } from "../../src/core/release/request.ts";
import { hash } from "./artifact.ts";
import { DEFAULT_BRANCH, ENVIRONMENTS, type Environment, type Estate } from "./estate.ts";
import type { SeedCommit } from "./fast-import.ts";

/** What runs everywhere but in dev, and what dev runs: waiting to be promoted. */
export type ServiceBuilds = {
  readonly service: string;
  readonly older: StoredArtifact;
  readonly newer: StoredArtifact;
};

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;
const MAINTAINER = "maintainer <maintainer@acme.example>";

/** A config repository as years of releases leave it, written by the formatters that Ham itself uses. */
export function* configHistory(
  estate: Estate,
  builds: readonly ServiceBuilds[],
  author: string,
): Generator<SeedCommit> {
  yield {
    branch: CONFIG_BRANCH,
    author: MAINTAINER,
    at: now() - YEAR_SECONDS,
    message: "chore: environments and services\n",
    files: new Map([[CONFIG_FILE, estate.hamYaml]]),
  };
  for (const build of builds) yield* artifactCommits(build, author);
  for (const environment of ENVIRONMENTS)
    yield* environmentCommits(estate, environment, builds, author);
}

function* artifactCommits({ service, older, newer }: ServiceBuilds, author: string) {
  let index = EMPTY_INDEX;
  for (const artifact of [older, newer]) {
    const plan = planStore(artifact, {
      branches: new Map([[DEFAULT_BRANCH, index]]),
      trees: new Map(),
    });
    index = addToIndex(index, toIndexEntry(artifact.spec));
    yield {
      branch: artifactBranch(service),
      author,
      at: now() - 2 * DAY_SECONDS,
      message: `${plan.headline}\n\n${plan.body}\n`,
      files: plan.changes,
    };
  }
}

/** Former releases, and at the end what runs now, of all services in one commit. */
function* environmentCommits(
  estate: Estate,
  environment: Environment,
  builds: readonly ServiceBuilds[],
  author: string,
): Generator<SeedCommit> {
  const former = Math.floor(estate.size.commits / ENVIRONMENTS.length) - 1;
  const branch = environmentBranch(environment);
  for (let index = 0; index < former; index += 1) {
    const build = builds[index % builds.length];
    if (build === undefined) return;
    const at = Math.floor(
      now() - YEAR_SECONDS + (index * (YEAR_SECONDS - 3 * DAY_SECONDS)) / former,
    );
    yield { branch, author, at, ...formerRelease(build.older, environment, index) };
  }
  const plans = currentReleases(estate, environment, builds);
  const index = new Map(plans.map(({ entry }) => [entry.service, entry]));
  const { headline, body } = messageOf(environment, plans);
  const files = new Map([
    ...plans
      .flatMap(({ changes }) => [...changes])
      .flatMap(([path, text]): [string, string][] => (text === null ? [] : [[path, text]])),
    [INDEX_FILE, formatReleaseIndex(index)] as const,
  ]);
  yield { branch, author, at: now() - DAY_SECONDS, message: `${headline}\n\n${body}\n`, files };
}

/** Only the spec differs from one to the next: it is all that a path's history needs. */
function formerRelease(
  { spec }: StoredArtifact,
  environment: Environment,
  index: number,
): Pick<SeedCommit, "message" | "files"> {
  const sha = commitSha(hash("sha1", `former ${environment} ${index}`));
  const id = formatArtifactId({ branch: DEFAULT_BRANCH, commit: sha, planCommit: sha });
  const former: ArtifactSpec = {
    ...spec,
    id: id ?? spec.id,
    application: { ...spec.application, sha },
  };
  const record = {
    service: spec.service,
    environment,
    artifact: former.id,
    releasedBy: MAINTAINER,
    createdBy: MAINTAINER,
    intent: { type: "ReleaseArtifact" } as const,
    digest: spec.digest,
    source: { repository: spec.run.repository, commit: sha },
    request: requestIds.api(`former-${environment}-${index}`),
    configCommit: sha,
  };
  const { headline, body } = formatReleaseMessage(environment, [{ record, login: "maintainer" }]);
  const path = `${releaseFolder(environment, spec.service)}/${SPEC_FILE}`;
  return { message: `${headline}\n\n${body}\n`, files: new Map([[path, formatSpec(former)]]) };
}

function currentReleases(
  estate: Estate,
  environment: Environment,
  builds: readonly ServiceBuilds[],
): readonly PlannedRelease[] {
  const state = emptyEnvironment(environment);
  return builds.map(({ service, older, newer }) => {
    const artifact = environment === "dev" ? newer : older;
    const plan = planRelease(state, requestOf(service, environment, artifact.spec), artifact, {
      config: estate.config,
      configCommit: SOME_COMMIT,
      now: isoAt(now() - DAY_SECONDS),
    });
    if (plan.kind === "refused") throw new Error(plan.sentence);
    return plan;
  });
}

const SOME_COMMIT: CommitSha = commitSha(hash("sha1", "the config repository"));

function requestOf(service: string, environment: Environment, spec: ArtifactSpec): ReleaseRequest {
  return {
    id: requestIds.api(`seed-${environment}-${service}`),
    requestedAt: isoAt(now() - DAY_SECONDS),
    service,
    environment,
    intent: { type: "ReleaseArtifact" },
    wanted: { kind: "artifact", id: spec.id, commit: spec.application.sha },
    actor: { login: "maintainer", id: 1, name: null },
  };
}

function messageOf(environment: Environment, plans: readonly PlannedRelease[]) {
  return formatReleaseMessage(
    environment,
    plans.map(({ record }) => ({ record, login: "maintainer" })),
  );
}

export function isoAt(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
