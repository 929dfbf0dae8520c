/**
 * What the sandbox asks of git. Every method works on a real bare repository, so that what one side
 * writes the stock git client reads, and the reverse. Nothing is cached but immutable objects by oid.
 */
import type { Oid } from "../model.ts";

export const ZERO_OID: Oid = "0".repeat(40);

export type GitObjectType = "blob" | "tree" | "commit" | "tag";

/** File modes as git writes them in trees. */
export type TreeMode = "100644" | "100755" | "120000" | "040000" | "160000";

export type TreeEntry = {
  readonly mode: TreeMode;
  readonly type: "blob" | "tree" | "commit";
  readonly name: string;
  readonly oid: Oid;
};

export type Signature = {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** Minutes east of UTC. */
  readonly offset: number;
};

export type Commit = {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** The `gpgsig` header without its indentation. */
  readonly gpgsig: string | null;
};

/** An annotated tag. */
export type Tag = {
  readonly oid: Oid;
  readonly target: Oid;
  readonly name: string;
  /** Null in very old tags. */
  readonly tagger: Signature | null;
  readonly message: string;
};

export type Verification = {
  readonly verified: boolean;
  readonly reason: "valid" | "unsigned" | "invalid";
  readonly signature: string | null;
  readonly payload: string | null;
};

/** `before` undefined: whatever it is now; `ZERO_OID`: must not exist. `after` `ZERO_OID`: delete. */
export type RefUpdate = {
  readonly name: string;
  readonly before?: Oid | undefined;
  readonly after: Oid;
  readonly force: boolean;
};

export type RefUpdateResult =
  | { readonly kind: "updated" }
  | { readonly kind: "stale"; readonly name: string; readonly actual: Oid | undefined }
  | { readonly kind: "not-fast-forward"; readonly name: string }
  | { readonly kind: "missing-object"; readonly name: string };

export type ChangedFile = {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "modified" | "removed" | "renamed";
  readonly oid: Oid;
  readonly additions: number;
  readonly deletions: number;
};

/** A file that differs between two trees. What was renamed is removed and added. */
export type ChangedPath = {
  readonly path: string;
  readonly status: "added" | "modified" | "removed";
};

export type Comparison = {
  readonly status: "identical" | "ahead" | "behind" | "diverged";
  readonly mergeBase: Oid;
  readonly aheadBy: number;
  readonly behindBy: number;
  /** Those of head that base lacks, oldest first. */
  readonly commits: readonly Oid[];
  readonly files: readonly ChangedFile[];
};

export type GitRepository = {
  /** The bare folder. */
  readonly path: string;

  readonly type: (oid: Oid) => Promise<GitObjectType | undefined>;
  /** Bytes. */
  readonly size: (oid: Oid) => Promise<number | undefined>;
  readonly blob: (oid: Oid) => Promise<Buffer | undefined>;
  readonly tree: (oid: Oid) => Promise<readonly TreeEntry[] | undefined>;
  readonly commit: (oid: Oid) => Promise<Commit | undefined>;
  readonly tag: (oid: Oid) => Promise<Tag | undefined>;
  /**
   * `<revision>` or `<revision>:<path>`, a revision being an oid (also abbreviated to at least 7),
   * a branch, a tag or a full ref name; nothing else of git's revision grammar. A tag object is peeled.
   */
  readonly resolve: (expression: string) => Promise<Oid | undefined>;
  /** All entries below a tree, paths from there, in git's order. */
  readonly listTree: (
    tree: Oid,
    options?: { readonly recursive: boolean },
  ) => Promise<readonly (TreeEntry & { readonly path: string; readonly size: number | null })[]>;

  readonly writeBlob: (content: Buffer) => Promise<Oid>;
  readonly writeTree: (entries: readonly TreeEntry[]) => Promise<Oid>;
  /** Signed by the sandbox's own key when `sign` is true: only then it verifies. */
  readonly writeCommit: (commit: {
    readonly tree: Oid;
    readonly parents: readonly Oid[];
    readonly author: Signature;
    readonly committer: Signature;
    readonly message: string;
    readonly sign: boolean;
  }) => Promise<Oid>;
  readonly verification: (oid: Oid) => Promise<Verification>;
  /**
   * The tree that results from changing paths in `base` (a tree). `content` null deletes.
   * Resolves to the paths that could not be deleted because they are missing, if any.
   */
  readonly editTree: (
    base: Oid,
    changes: readonly {
      readonly path: string;
      readonly content: Buffer | null;
      readonly mode?: TreeMode;
    }[],
  ) => Promise<{ readonly tree: Oid } | { readonly missing: readonly string[] }>;

  /** Full name, for example `refs/heads/env/dev`. */
  readonly ref: (name: string) => Promise<Oid | undefined>;
  readonly refs: (
    prefix: string,
  ) => Promise<readonly { readonly name: string; readonly oid: Oid }[]>;
  /** All or nothing, compare-and-swap, safe beside a `git push`. */
  readonly updateRefs: (updates: readonly RefUpdate[]) => Promise<RefUpdateResult>;

  readonly isAncestor: (ancestor: Oid, descendant: Oid) => Promise<boolean>;
  /** What a commit changes against its first parent, renames not looked for; undefined for what is no commit. */
  readonly changedPaths: (oid: Oid) => Promise<readonly ChangedPath[] | undefined>;
  readonly compare: (base: Oid, head: Oid) => Promise<Comparison | undefined>;
  /** Newest first, first-come as `git log` gives it; `since` and `until` are committer times in seconds. */
  readonly history: (
    from: Oid,
    options: {
      readonly path?: string | undefined;
      readonly since?: number | undefined;
      readonly until?: number | undefined;
      readonly skip?: number | undefined;
      readonly first: number;
    },
  ) => Promise<{
    readonly oids: readonly Oid[];
    readonly hasMore: boolean;
    readonly total?: number;
  }>;
  /** The tree of merging `theirs` into `ours`, or the paths in conflict. */
  readonly mergeTrees: (
    ours: Oid,
    theirs: Oid,
  ) => Promise<{ readonly tree: Oid } | { readonly conflicts: readonly string[] }>;
  readonly close: () => Promise<void>;
};

/** All repositories of one sandbox, by id; folders are `<data>/repositories/<owner>/<name>.git`. */
export type GitStore = {
  readonly create: (repository: {
    readonly owner: string;
    readonly name: string;
    readonly defaultBranch: string;
  }) => Promise<GitRepository>;
  readonly open: (owner: string, name: string) => GitRepository;
  /** The OpenSSH public key that signed commits verify with, as an `allowed_signers` line. */
  readonly allowedSigners: () => Promise<string>;
  readonly close: () => Promise<void>;
};
