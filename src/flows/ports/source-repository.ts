import type { CommitSha, TreeSha } from "../../core/artifact/ids.ts";
import type { BranchFacts, RunRecord } from "../../core/artifact/provenance.ts";
import type { Standing } from "../../core/environment/permission.ts";
import type { Actor } from "../../core/release/request.ts";

/** Application repositories as GitHub records them: what ran, what was merged, who may. Read-only. */
export type SourceRepositories = {
  /** Undefined: no such run, or not to be seen by the App. */
  readonly run: (repository: string, runId: number) => Promise<RunRecord | undefined>;
  /** Successful, completed runs created since then, newest first: for the sweep. */
  readonly completedRuns: (repository: string, since: string) => Promise<readonly RunRecord[]>;
  readonly uploads: (repository: string, runId: number) => Promise<readonly Upload[]>;
  /** The zip. Fails with `too-large` beyond `maxBytes`, before they are in memory. */
  readonly download: (
    repository: string,
    upload: Upload,
    maxBytes: number,
  ) => Promise<
    | { readonly kind: "zip"; readonly bytes: Uint8Array }
    | { readonly kind: "too-large" }
    | { readonly kind: "expired" }
  >;
  /** Remembered by sha: a commit never changes. Undefined: unknown. */
  readonly commit: (repository: string, sha: CommitSha) => Promise<SourceCommit | undefined>;
  /** Remembered: ancestry between two commits never changes. Undefined: one of them is unknown. */
  readonly compare: (
    repository: string,
    base: CommitSha,
    head: CommitSha,
  ) => Promise<SourceComparison | undefined>;
  /** Asked each time: branches move. False also when there is no such branch. */
  readonly isOnBranch: (repository: string, sha: CommitSha, branch: string) => Promise<boolean>;
  /**
   * What GitHub says now of a run's `head_sha` and a branch, see `countsForBranch`. Both parts at once,
   * so that it can be asked while the run's record is still on its way.
   */
  readonly branchFacts: (
    repository: string,
    headSha: CommitSha,
    branch: string,
  ) => Promise<BranchFacts>;
  /** The head of a branch; undefined when there is none. */
  readonly branchHead: (repository: string, branch: string) => Promise<CommitSha | undefined>;
  /** The oid of a folder's tree at a commit, for a plan inside the repository; `.` is the root. */
  readonly folderTree: (
    repository: string,
    sha: CommitSha,
    folder: string,
  ) => Promise<TreeSha | undefined>;
  /** Text of a file at a commit; undefined when missing, binary or larger than 512,000 bytes. */
  readonly fileText: (
    repository: string,
    sha: CommitSha,
    path: string,
  ) => Promise<string | undefined>;
  /** The commit a ref of another repository is at, if the App may read it. */
  readonly resolveRef: (repository: string, ref: string) => Promise<CommitSha | undefined>;
  readonly pull: (repository: string, number: number) => Promise<PullRequest | undefined>;
  /** Pull requests that GitHub says a commit of a branch merged or belongs to. */
  readonly pullsOfCommit: (repository: string, sha: CommitSha) => Promise<readonly PullRequest[]>;
  /** One round trip for a command: the pull request and what its sender may. */
  readonly standing: (
    repository: string,
    login: string,
    teams: readonly string[],
  ) => Promise<Standing>;
  readonly actor: (login: string) => Promise<Actor | undefined>;
};

export type Upload = {
  readonly id: number;
  readonly name: string;
  readonly sizeInBytes: number;
  readonly expired: boolean;
  readonly createdAt: string;
  /** `sha256:<64 hex>` as GitHub recorded it, to be compared with what arrives. */
  readonly digest: string | null;
};

export type SourceCommit = {
  readonly sha: CommitSha;
  readonly tree: TreeSha;
  readonly parents: readonly CommitSha[];
  readonly message: string;
  readonly author: {
    readonly name: string;
    readonly email: string;
    readonly account: Actor | null;
  };
  readonly committer: { readonly name: string; readonly email: string };
  readonly url: string;
};

export type SourceComparison = {
  readonly status: "identical" | "ahead" | "behind" | "diverged";
  /** Those of head that base lacks, oldest first, at most 250. */
  readonly commits: readonly { readonly sha: CommitSha; readonly title: string }[];
  readonly total: number;
};

export type PullRequest = {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly state: "open" | "closed" | "merged";
  readonly author: string;
  readonly base: string;
  readonly head: {
    readonly repository: string | null;
    readonly ref: string;
    readonly sha: CommitSha;
  };
  readonly labels: readonly string[];
  readonly createdAt: string;
  readonly merged:
    { readonly commit: CommitSha; readonly at: string; readonly by: string | null } | undefined;
};
