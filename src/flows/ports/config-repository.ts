import type { ArtifactIndex } from "../../core/artifact/index-files.ts";
import type { ArtifactId, CommitSha, TreeSha } from "../../core/artifact/ids.ts";
import type { EnvironmentState } from "../../core/config-repo/environment-state.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import type { ReleaseRecord } from "../../core/release/commit-message.ts";

/** What one call commits without trouble; deletions count as files, bytes are those of the new texts. */
export const ONE_CALL_LIMITS = { files: 200, bytes: 2_000_000 } as const;

/** The config repository: the state of everything. Heads are read each time, never remembered. */
export type ConfigRepository = {
  /**
   * Everything a decision looks at. One round trip; more only beyond what one query may ask.
   * All parts of one environment are of the same commit.
   */
  readonly read: (query: ConfigQuery) => Promise<ConfigSnapshot>;

  /**
   * Commits to branches, in the order given, each only if the branch still is at `expectedHead`.
   * One round trip up to {@link ONE_CALL_LIMITS}; the commits carry no author, so GitHub signs them as the App's.
   * Missing branches are made first (`expectedHead` undefined); if another Ham was faster: `stale`.
   * A commit that fails doesn't keep the later ones from being tried.
   */
  readonly commit: (commits: readonly BranchCommit[]) => Promise<readonly CommitResult[]>;

  /** Versions of `ham.yaml`, newest first, at most `first`. */
  readonly configVersions: (first: number) => Promise<readonly ConfigFile[]>;

  /**
   * Stored artifacts; those that are not there are missing from the result (two services may have
   * artifacts of the same id, so their spec tells them apart). Remembered: they never change.
   */
  readonly loadArtifacts: (
    wanted: readonly ArtifactReference[],
  ) => Promise<readonly StoredArtifact[]>;

  /** When the commit that stored the artifact was made, RFC 3339; undefined when it is not stored. */
  readonly storedAt: (artifact: ArtifactReference) => Promise<string | undefined>;

  /**
   * What each environment runs, from `index.json` alone, and its services' policy files: one query.
   * Unknown branches are missing.
   */
  readonly readIndexes: (
    environments: readonly string[],
  ) => Promise<ReadonlyMap<string, EnvironmentState>>;

  /**
   * When `policies/<service>.json` of an environment was last changed by anybody, if that was not before
   * `since`; RFC 3339. Undefined: it was not.
   */
  readonly policyChangedAt: (query: {
    readonly environment: string;
    readonly service: string;
    readonly since: string;
  }) => Promise<string | undefined>;

  /** Verified releases of a service by the App, newest first; from commits of the App alone. */
  readonly releaseHistory: (query: {
    readonly environment: string;
    readonly namespace: string;
    readonly service: string;
    readonly first: number;
  }) => Promise<readonly HistoryEntry[]>;
};

export type ConfigQuery = {
  readonly environments: readonly EnvironmentQuery[];
  readonly artifacts?: readonly ArtifactsQuery[];
};

export type EnvironmentQuery = {
  readonly environment: string;
  /** With the namespace that `ham.yaml` gives it now; an older one is found by `index.json`. */
  readonly services: readonly { readonly service: string; readonly namespace: string }[];
  /** Look for `Request:` trailers and for changes of policies in commits since then, RFC 3339. */
  readonly requestsSince?: string | undefined;
};

export type ArtifactsQuery = {
  readonly service: string;
  readonly branches?: readonly string[];
  readonly trees?: readonly TreeSha[];
};

export type ConfigSnapshot = {
  readonly config: ConfigFile | undefined;
  /** Undefined: the branch doesn't exist yet. */
  readonly environments: ReadonlyMap<string, EnvironmentState | undefined>;
  readonly artifacts: ReadonlyMap<string, ArtifactsSnapshot>;
};

export type ConfigFile = {
  readonly commit: CommitSha;
  readonly text: string;
  /** By GitHub's clock, RFC 3339; of versions only. */
  readonly committedAt?: string | undefined;
};

export type ArtifactsSnapshot = {
  /** Undefined: nothing of this service was ever stored. */
  readonly head: CommitSha | undefined;
  readonly branches: ReadonlyMap<string, ArtifactIndex>;
  readonly trees: ReadonlyMap<TreeSha, ArtifactIndex>;
};

export type ArtifactReference = {
  readonly service: string;
  readonly id: ArtifactId;
  readonly commit: CommitSha;
};

export type BranchCommit = {
  readonly branch: string;
  readonly expectedHead: CommitSha | undefined;
  readonly headline: string;
  readonly body: string;
  /** Text by path; null deletes a path that exists at `expectedHead`. */
  readonly changes: ReadonlyMap<string, string | null>;
};

export type CommitResult =
  | {
      readonly kind: "committed";
      readonly commit: CommitSha;
      /** By GitHub's clock, RFC 3339. */
      readonly committedAt: string;
      readonly verified: boolean;
    }
  /** The branch has moved: read again, decide again. */
  | { readonly kind: "stale" }
  /** GitHub refused the content; trying the same again is useless. */
  | { readonly kind: "rejected"; readonly message: string };

export type HistoryEntry = {
  readonly record: ReleaseRecord;
  readonly commit: CommitSha;
  readonly committedAt: string;
};
