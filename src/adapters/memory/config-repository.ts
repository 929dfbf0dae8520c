import {
  artifactFolderOf,
  branchIndexPath,
  parseIndex,
  treeIndexPath,
} from "../../core/artifact/index-files.ts";
import { SPEC_FILE } from "../../core/artifact/spec.ts";
import { parseSpec } from "../../core/artifact/spec-schema.ts";
import {
  type CarriedOut,
  type EnvironmentState,
  type ServiceState,
  policiesAlone,
} from "../../core/config-repo/environment-state.ts";
import {
  CONFIG_BRANCH,
  CONFIG_FILE,
  ENVIRONMENT_LOCK_FILE,
  INDEX_FILE,
  artifactBranch,
  clusterFile,
  environmentBranch,
  lockFile,
  parsePolicyFileName,
  policyFile,
  releaseFolder,
  releaseSpecPath,
} from "../../core/config-repo/paths.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import { parseReleaseIndex } from "../../core/config-repo/release-index.ts";
import { parseReleaseMessage } from "../../core/release/commit-message.ts";
import type { Clock } from "../../flows/ports/clock.ts";
import type {
  ArtifactReference,
  ArtifactsQuery,
  ArtifactsSnapshot,
  BranchCommit,
  CommitResult,
  ConfigFile,
  ConfigQuery,
  ConfigRepository,
  ConfigSnapshot,
  EnvironmentQuery,
  HistoryEntry,
} from "../../flows/ports/config-repository.ts";
import { MemoryBranches, type MemoryCommit } from "./branches.ts";

/** The config repository in memory: the same promises as GitHub's, without GitHub. */
export class MemoryConfigRepository implements ConfigRepository {
  readonly branches = new MemoryBranches();
  /** GitHub's own refusals, such as a ruleset's: the message, or undefined. */
  rejects: (commit: BranchCommit) => string | undefined = () => undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly read = (query: ConfigQuery): Promise<ConfigSnapshot> => {
    const snapshot: ConfigSnapshot = {
      config: this.#configFile(this.branches.head(CONFIG_BRANCH)),
      environments: new Map(
        query.environments.map((one): [string, EnvironmentState | undefined] => [
          one.environment,
          this.#environment(one),
        ]),
      ),
      artifacts: new Map(
        (query.artifacts ?? []).map((one): [string, ArtifactsSnapshot] => [
          one.service,
          this.#artifacts(one),
        ]),
      ),
    };
    return Promise.resolve(snapshot);
  };

  readonly commit = (commits: readonly BranchCommit[]): Promise<readonly CommitResult[]> => {
    return Promise.resolve(commits.map((commit) => this.#commit(commit)));
  };

  readonly configVersions = (first: number): Promise<readonly ConfigFile[]> => {
    const versions = this.branches
      .log(CONFIG_BRANCH)
      .filter((commit) => commit.changed.has(CONFIG_FILE))
      .flatMap((commit) => {
        const file = this.#configFile(commit);
        return file === undefined ? [] : [{ ...file, committedAt: commit.committedAt }];
      });
    return Promise.resolve(versions.slice(0, first));
  };

  readonly loadArtifacts = (
    wanted: readonly ArtifactReference[],
  ): Promise<readonly StoredArtifact[]> => {
    return Promise.resolve(wanted.flatMap((one) => this.#artifact(one) ?? []));
  };

  readonly storedAt = ({ service, id, commit }: ArtifactReference): Promise<string | undefined> => {
    const path = `${artifactFolderOf(id, commit)}/${SPEC_FILE}`;
    const found = this.branches
      .log(artifactBranch(service))
      .findLast((one) => one.changed.has(path));
    return Promise.resolve(found?.committedAt);
  };

  readonly readIndexes = (
    environments: readonly string[],
  ): Promise<ReadonlyMap<string, EnvironmentState>> => {
    const states = environments.flatMap((environment) => {
      const state = this.#environment({ environment, services: [] });
      return state === undefined ? [] : { ...state, services: this.#policies(environment) };
    });
    return Promise.resolve(new Map(states.map((state) => [state.environment, state])));
  };

  readonly policyChangedAt = (query: {
    readonly environment: string;
    readonly service: string;
    readonly since: string;
  }): Promise<string | undefined> => {
    const path = policyFile(query.service);
    return Promise.resolve(this.#changedAt(query.environment, query.since, (one) => one === path));
  };

  readonly releaseHistory = (query: {
    readonly environment: string;
    readonly namespace: string;
    readonly service: string;
    readonly first: number;
  }): Promise<readonly HistoryEntry[]> => {
    const entries = this.#history(query.environment, query.service);
    return Promise.resolve(entries.slice(0, query.first));
  };

  #configFile(commit: MemoryCommit | undefined): ConfigFile | undefined {
    const text = commit?.files.get(CONFIG_FILE);
    return commit === undefined || text === undefined ? undefined : { commit: commit.sha, text };
  }

  #environment(query: EnvironmentQuery): EnvironmentState | undefined {
    const head = this.branches.head(environmentBranch(query.environment));
    if (head === undefined) return undefined;
    const index = parseReleaseIndex(head.files.get(INDEX_FILE)) ?? new Map<string, never>();
    const services = query.services.map(({ service, namespace }): [string, ServiceState] => {
      const namespaces = [...new Set([index.get(service)?.namespace ?? namespace, namespace])];
      return [service, this.#service(query, head, service, namespaces)];
    });
    return {
      environment: query.environment,
      head: head.sha,
      index,
      lock: head.files.get(ENVIRONMENT_LOCK_FILE),
      policiesChangedAt: this.#changedAt(query.environment, query.requestsSince, isPolicyFile),
      services: new Map(services),
    };
  }

  #policies(environment: string): ReadonlyMap<string, ServiceState> {
    const files = this.branches.head(environmentBranch(environment))?.files;
    return new Map(
      [...(files ?? [])].flatMap(([path, text]): [string, ServiceState][] => {
        const service = parsePolicyFileName(path);
        return service === undefined ? [] : [[service, policiesAlone(service, text)]];
      }),
    );
  }

  #changedAt(
    environment: string,
    since: string | undefined,
    isMeant: (path: string) => boolean,
  ): string | undefined {
    if (since === undefined) return undefined;
    return this.branches
      .log(environmentBranch(environment))
      .filter((one) => Date.parse(one.committedAt) >= Math.floor(Date.parse(since) / 1000) * 1000)
      .find((one) => [...one.changed].some(isMeant))?.committedAt;
  }

  #service(
    query: EnvironmentQuery,
    head: MemoryCommit,
    service: string,
    namespaces: readonly string[],
  ): ServiceState {
    const { files } = head;
    const running = namespaces.flatMap((namespace) => {
      const parsed = parseSpec(files.get(releaseSpecPath(namespace, service)) ?? "");
      return parsed.kind === "valid" ? [{ namespace, spec: parsed.value }] : [];
    })[0];
    const own = (path: string): boolean =>
      namespaces.some(
        (namespace) =>
          path.startsWith(`${releaseFolder(namespace, service)}/`) ||
          path === clusterFile(namespace, service),
      );
    return {
      service,
      running,
      paths: [...files.keys()].filter(own),
      policies: files.get(policyFile(service)),
      lock: files.get(lockFile(service)),
      carriedOut: this.#carriedOut(query, service),
    };
  }

  #carriedOut(query: EnvironmentQuery, service: string): ReadonlyMap<string, CarriedOut> {
    const { requestsSince } = query;
    if (requestsSince === undefined) return new Map();
    const since = Math.floor(Date.parse(requestsSince) / 1000);
    const found = this.#history(query.environment, service).filter(
      (one) => Math.floor(Date.parse(one.committedAt) / 1000) >= since,
    );
    return new Map(found.map((one) => [one.record.request, one]));
  }

  #history(environment: string, service: string): readonly HistoryEntry[] {
    return this.branches
      .log(environmentBranch(environment))
      .filter((commit) => commit.verified)
      .flatMap((commit) =>
        parseReleaseMessage(commit.message)
          .filter((record) => record.service === service && record.environment === environment)
          .map((record) => ({ record, commit: commit.sha, committedAt: commit.committedAt })),
      );
  }

  #artifacts(query: ArtifactsQuery): ArtifactsSnapshot {
    const head = this.branches.head(artifactBranch(query.service));
    const indexAt = (path: string): ReturnType<typeof parseIndex> =>
      parseIndex(head?.files.get(path));
    return {
      head: head?.sha,
      branches: new Map(
        (query.branches ?? []).map((branch) => [branch, indexAt(branchIndexPath(branch))]),
      ),
      trees: new Map((query.trees ?? []).map((tree) => [tree, indexAt(treeIndexPath(tree))])),
    };
  }

  #artifact({ service, id, commit }: ArtifactReference): StoredArtifact | undefined {
    const folder = `${artifactFolderOf(id, commit)}/`;
    const files = this.branches.head(artifactBranch(service))?.files;
    const parsed = parseSpec(files?.get(`${folder}${SPEC_FILE}`) ?? "");
    if (files === undefined || parsed.kind === "invalid") return undefined;
    const manifests = [...files]
      .filter(([path]) => path.startsWith(folder) && path !== `${folder}${SPEC_FILE}`)
      .map(([path, text]): [string, string] => [path.slice(folder.length), text]);
    return { spec: parsed.value, manifests: new Map(manifests) };
  }

  #commit(commit: BranchCommit): CommitResult {
    const message = this.rejects(commit);
    if (message !== undefined) return { kind: "rejected", message };
    const { branch, expectedHead, changes } = commit;
    const result = this.branches.commit({
      branch,
      expectedHead,
      changes,
      message: `${commit.headline}\n\n${commit.body}`,
      verified: true,
      at: this.#clock.now(),
    });
    if (result.kind !== "committed") return result;
    const { sha, committedAt, verified } = result.commit;
    return { kind: "committed", commit: sha, committedAt, verified };
  }
}

function isPolicyFile(path: string): boolean {
  return parsePolicyFileName(path) !== undefined;
}
