import type { TreeSha } from "../../core/artifact/ids.ts";
import type { RunRecord } from "../../core/artifact/provenance.ts";

export type SourceTrees = {
  /** The repository that a folder is in; undefined: in none. */
  readonly read: (folder: string) => Promise<SourceTree | undefined>;
  /** The tree of a folder in the commit that is checked out; undefined: it isn't in it. */
  readonly folderTree: (folder: string) => Promise<TreeSha | undefined>;
};

export type SourceTree = {
  readonly root: string;
  /** Of the commit that is checked out. */
  readonly tree: TreeSha;
  /** Is what is there what was committed? Files that git ignores don't count. */
  readonly isClean: boolean;
  readonly commit: {
    readonly sha: string;
    readonly message: string;
    readonly authorName: string;
    readonly authorEmail: string;
    readonly committerName: string;
    readonly committerEmail: string;
  };
};

/** Earlier uploads of this repository's runs, and GitHub's records of those runs. */
export type EarlierUploads = {
  /** Not expired, newest first; none where GitHub can't be asked. */
  readonly named: (name: string) => Promise<readonly EarlierUpload[]>;
  /** The same of a service, by runs of this repository whose branch has that name. */
  readonly ofBranch: (service: string, branch: string) => Promise<readonly EarlierUpload[]>;
  /** Undefined: not to be seen. */
  readonly runRecord: (id: number) => Promise<RunRecord | undefined>;
  readonly treeOf: (commit: string) => Promise<TreeSha | undefined>;
  /** The files of the upload by path, checked against the digest that GitHub recorded. */
  readonly open: (upload: EarlierUpload) => Promise<OpenedUpload>;
};

export type EarlierUpload = {
  readonly id: number;
  readonly runId: number;
  readonly sizeInBytes: number;
  /** `sha256:<64 hex>`. */
  readonly digest: string | undefined;
};

export type OpenedUpload =
  | { readonly kind: "opened"; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: "unusable"; readonly why: string };
