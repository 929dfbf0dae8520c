import { buffer } from "node:stream/consumers";

import yazl from "yazl";

import { readZipArchive } from "../../src/adapters/archive/zip-archive.ts";
import { shaOf } from "../../src/adapters/memory/branches.ts";
import { MemoryClock } from "../../src/adapters/memory/clock.ts";
import { MemoryConfigRepository } from "../../src/adapters/memory/config-repository.ts";
import { MemoryChecks, MemoryConversations } from "../../src/adapters/memory/conversations.ts";
import { MemoryDeliveries, MemoryWatermark } from "../../src/adapters/memory/deliveries.ts";
import { MemorySourceRepositories } from "../../src/adapters/memory/source-repositories.ts";
import { NO_PLAN } from "../../src/core/artifact/artifact-id.ts";
import { type CommitSha, type TreeSha, commitSha, treeSha } from "../../src/core/artifact/ids.ts";
import type { RunRecord } from "../../src/core/artifact/provenance.ts";
import { uploadName } from "../../src/core/artifact/reuse-key.ts";
import { type ArtifactSpec, SPEC_FILE, formatSpec } from "../../src/core/artifact/spec.ts";
import { environmentBranch } from "../../src/core/config-repo/paths.ts";
import type { StoredArtifact } from "../../src/core/config-repo/plan-release.ts";
import { parseReleaseIndex } from "../../src/core/config-repo/release-index.ts";
import type { Role } from "../../src/core/environment/permission.ts";
import { type AnsweredRecord, parseRecords } from "../../src/core/report/markers.ts";
import { createHam } from "../../src/flows/create-ham.ts";
import type { Ham, HamEvent, HamPorts } from "../../src/flows/ham.ts";
import type { Job } from "../../src/flows/job.ts";
import type { PullRequest } from "../../src/flows/ports/source-repository.ts";
import { HAM_YAML, anArtifact, aRun } from "./builders.ts";

export const APP = "ham[bot]";
const PEOPLE: Readonly<Record<string, Role>> = {
  developer: "write",
  maintainer: "maintain",
  outsider: "read",
};

export type BuildWish = {
  readonly service?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly event?: string;
  readonly run?: Partial<RunRecord>;
  readonly spec?: Partial<ArtifactSpec>;
  readonly manifests?: Readonly<Record<string, string>>;
  readonly zip?: Uint8Array;
  readonly name?: string;
  readonly expired?: boolean;
};

/** GitHub, the config repository and the people around one Ham, in memory. Repository `acme/shop` unless said. */
export class HamWorld {
  readonly clock = new MemoryClock("2026-03-02T12:00:00.000Z");
  readonly sources = new MemorySourceRepositories();
  readonly config = new MemoryConfigRepository(this.clock);
  readonly conversations = new MemoryConversations(this.sources, this.clock, APP);
  readonly checks = new MemoryChecks();
  readonly deliveries = new MemoryDeliveries(this.clock);
  readonly watermark = new MemoryWatermark();
  readonly events: HamEvent[] = [];
  readonly ports: HamPorts;
  #ids = 100;

  constructor(yaml: string = HAM_YAML, repositories = ["acme/shop", "acme/cart"]) {
    this.ports = {
      configRepositoryName: "acme/config",
      appLogin: APP,
      serverUrl: "https://github.test",
      config: this.config,
      sources: this.sources,
      conversations: this.conversations,
      checks: this.checks,
      deliveries: this.deliveries,
      watermark: this.watermark,
      archive: readZipArchive,
      clock: this.clock,
      report: (event) => this.events.push(event),
    };
    this.configure(yaml);
    for (const [index, login] of Object.keys(PEOPLE).entries()) {
      this.sources.actors.set(login, { login, id: index + 11, name: null });
    }
    for (const name of repositories) this.#addRepository(name);
  }

  start(ports: HamPorts = this.ports): Ham {
    return createHam(ports);
  }

  /** A person pushes `ham.yaml`. */
  configure(yaml: string): Job {
    const commit = this.pushToConfig("main", new Map([["ham.yaml", yaml]]));
    return this.#told({ kind: "config-pushed", commit });
  }

  /** A person commits to the config repository, which Ham did not decide. */
  pushToConfig(branch: string, changes: ReadonlyMap<string, string | null>): CommitSha {
    const result = this.config.branches.commit({
      branch,
      expectedHead: this.config.branches.head(branch)?.sha,
      message: "by hand",
      changes,
      verified: false,
      at: this.clock.now(),
    });
    if (result.kind !== "committed") throw new Error(`push to ${branch}: ${result.kind}`);
    return result.commit.sha;
  }

  /** A commit on a branch; its parent is the branch's head unless said. */
  commit(
    branch: string,
    message: string,
    wish: {
      readonly repository?: string;
      readonly tree?: TreeSha;
      readonly parents?: readonly CommitSha[];
      readonly plan?: string;
    } = {},
  ): CommitSha {
    const { repository = "acme/shop" } = wish;
    const source = this.sources.repository(repository);
    const head = source.branches.get(branch) ?? source.branches.get("master");
    const parents = wish.parents ?? (head === undefined ? [] : [head]);
    const sha = shaOf(`${repository}/${branch}/${message}/${(this.#ids += 1)}`);
    const tree = wish.tree ?? treeSha(shaOf(`tree of ${message}/${this.#ids}`));
    const account = { login: "developer", id: 11, name: null };
    const author = { name: "Developer", email: "developer@acme.test", account };
    source.commits.set(sha, {
      sha,
      tree,
      parents,
      message,
      author,
      committer: author,
      url: `https://github.test/${repository}/commit/${sha}`,
    });
    source.files.set(`${sha}:shuttle.yaml`, wish.plan ?? "plan: false\n");
    source.branches.set(branch, sha);
    return sha;
  }

  treeOf(sha: CommitSha, repository = "acme/shop"): TreeSha {
    const tree = this.sources.repository(repository).commits.get(sha)?.tree;
    if (tree === undefined) throw new Error(`no commit ${sha}`);
    return tree;
  }

  pushed(commit: CommitSha, branch = "master", repository = "acme/shop"): Job {
    this.clock.advance(1000);
    return this.#told({
      kind: "branch-pushed",
      repository,
      repositoryId: 100,
      branch,
      commit,
      tree: this.treeOf(commit, repository),
      pushedAt: this.clock.now(),
      pusher: { login: "developer", id: 11, name: null },
    });
  }

  /** A finished run that uploaded the artifact of a commit; the event that tells of it. */
  async built(commit: CommitSha, wish: BuildWish = {}): Promise<Job> {
    const { service = "shop", repository = `acme/${service}`, branch = "master" } = wish;
    this.clock.advance(60_000);
    const run = this.#run(commit, { ...wish, repository, branch });
    const artifact = this.artifactOf(commit, run, { ...wish, service });
    const zip = wish.zip ?? (await zipOf(filesOf(artifact)));
    const uploads = this.sources.repository(repository).uploads;
    const upload = {
      id: (this.#ids += 1),
      name: wish.name ?? uploadName(service, artifact.spec.reuseKey),
      sizeInBytes: zip.length,
      expired: wish.expired ?? false,
      createdAt: this.clock.now(),
      digest: null,
    };
    uploads.set(run.id, [...(uploads.get(run.id) ?? []), { upload, zip }]);
    const { id: runId, attempt } = run;
    return this.#told({ kind: "run-completed", repository, runId, attempt });
  }

  artifactOf(commit: CommitSha, run: RunRecord, wish: BuildWish = {}): StoredArtifact {
    const { service = "shop" } = wish;
    const known = this.sources.repository(run.repository).commits.get(commit);
    return anArtifact({
      service,
      branch: run.headBranch ?? "master",
      commit,
      planCommit: commitSha(NO_PLAN),
      ...(wish.manifests === undefined ? {} : { manifests: wish.manifests }),
      spec: {
        shuttle: { plan: {} },
        sourceTree: known?.tree ?? null,
        run: {
          repository: run.repository,
          id: run.id,
          attempt: run.attempt,
          workflow: run.workflowPath,
          event: run.event,
          createdAt: run.createdAt,
        },
        ...wish.spec,
      },
    });
  }

  openPull(branch: string, head: CommitSha, wish: Partial<PullRequest> = {}): PullRequest {
    const { repository = "acme/shop" } = wish;
    const pull: PullRequest = {
      repository,
      number: (this.#ids += 1),
      title: `change on ${branch}`,
      state: "open",
      author: "developer",
      base: "master",
      head: { repository, ref: branch, sha: head },
      labels: [],
      createdAt: this.clock.now(),
      merged: undefined,
      ...wish,
    };
    this.sources.repository(repository).pulls.set(pull.number, pull);
    return pull;
  }

  opened({ repository, number }: PullRequest): Job {
    return this.#told({ kind: "pull-request-opened", thread: { repository, number } });
  }

  /** Squash: one new commit on the base; with the head's tree if the pull request is up to date. */
  merge(pull: PullRequest, wish: { readonly tree?: TreeSha } = {}): CommitSha {
    const { repository } = pull;
    this.clock.advance(1000);
    const commit = this.commit(pull.base, pull.title, {
      repository,
      ...(wish.tree === undefined ? {} : { tree: wish.tree }),
    });
    const merged = { commit, at: this.clock.now(), by: "developer" };
    const { pulls } = this.sources.repository(repository);
    pulls.set(pull.number, { ...(pulls.get(pull.number) ?? pull), state: "merged", merged });
    return commit;
  }

  merged({ repository, number }: PullRequest): Job {
    return this.#told({ kind: "pull-request-merged", thread: { repository, number } });
  }

  comment(
    pull: PullRequest,
    login: string,
    body: string,
    wish: { readonly isBot?: boolean; readonly edited?: boolean; readonly silent?: boolean } = {},
  ): Job & { readonly kind: "comment-created" } {
    this.clock.advance(1000);
    const { isBot = false } = wish;
    const author = { login, id: this.sources.actors.get(login)?.id ?? 999, isBot };
    const id = (this.#ids += 1);
    const thread = { repository: pull.repository, number: pull.number };
    const createdAt = this.clock.now();
    const lastEditedAt = wish.edited === true ? createdAt : null;
    this.conversations.add({ thread, id, author, body, createdAt, lastEditedAt });
    const job: Job & { readonly kind: "comment-created" } = {
      kind: "comment-created",
      thread,
      isPullRequest: true,
      comment: { id, body, createdAt, author: { ...author, name: null } },
    };
    return wish.silent === true ? job : this.#told(job);
  }

  label(pull: PullRequest, login: string, label: string): Job {
    this.clock.advance(1000);
    const { repository, number } = pull;
    const { pulls } = this.sources.repository(repository);
    const current = pulls.get(number) ?? pull;
    pulls.set(number, { ...current, labels: [...current.labels, label] });
    const thread = { repository, number };
    const at = this.clock.now();
    this.conversations.labelEvents.push({
      thread,
      label,
      eventId: (this.#ids += 1),
      login,
      at,
    });
    const actor = { login, id: this.sources.actors.get(login)?.id ?? 999, name: null };
    return this.#told({ kind: "label-added", thread, label, actor: { ...actor, isBot: false } });
  }

  /** The artifact that runs, as `index.json` of the branch's head says. */
  running(environment: string, service = "shop"): string | undefined {
    const head = this.config.branches.head(environmentBranch(environment));
    return parseReleaseIndex(head?.files.get("index.json"))?.get(service)?.artifact;
  }

  releases(environment: string): readonly string[] {
    return this.config.branches
      .log(environmentBranch(environment))
      .filter((commit) => commit.verified)
      .map((commit) => commit.message);
  }

  records(pull: PullRequest): readonly AnsweredRecord[] {
    return this.conversations.statusComments(pull).flatMap((one) => parseRecords(one.body));
  }

  faults(): readonly HamEvent[] {
    return this.events.filter((event) => event.kind === "fault");
  }

  #run(commit: CommitSha, wish: BuildWish & { readonly repository: string }): RunRecord {
    const run = aRun({
      id: (this.#ids += 1),
      repository: wish.repository,
      event: wish.event ?? "push",
      headBranch: wish.branch ?? "master",
      headSha: commit,
      createdAt: this.clock.now(),
      ...wish.run,
    });
    this.sources.repository(wish.repository).runs.set(run.id, run);
    return run;
  }

  #addRepository(name: string): void {
    const source = this.sources.repository(name);
    for (const [login, role] of Object.entries(PEOPLE)) source.roles.set(login, role);
    this.commit("master", "first", { repository: name });
  }

  #told<J extends Job>(job: J): J {
    return { ...job, delivery: this.deliveries.record(job) };
  }
}

export function filesOf({ spec, manifests }: StoredArtifact): ReadonlyMap<string, string> {
  return new Map([[SPEC_FILE, formatSpec(spec)], ...manifests]);
}

export async function zipOf(files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  for (const [path, text] of files) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}
