import { createHash } from "node:crypto";

import { type CommitSha, commitSha } from "../../core/artifact/ids.ts";

/** A repository's branches as commits over whole file trees: small, and honest about compare-and-swap. */
export type MemoryCommit = {
  readonly sha: CommitSha;
  readonly parent: CommitSha | undefined;
  readonly message: string;
  readonly committedAt: string;
  /** Made by the App and signed by GitHub; what a person pushes is not. */
  readonly verified: boolean;
  readonly files: ReadonlyMap<string, string>;
  readonly changed: ReadonlySet<string>;
};

export type MemoryChange = {
  readonly branch: string;
  readonly expectedHead: CommitSha | undefined;
  readonly message: string;
  readonly changes: ReadonlyMap<string, string | null>;
  readonly verified: boolean;
  readonly at: string;
};

export type MemoryCommitResult =
  | { readonly kind: "committed"; readonly commit: MemoryCommit }
  | { readonly kind: "stale" }
  | { readonly kind: "rejected"; readonly message: string };

export class MemoryBranches {
  readonly #heads = new Map<string, CommitSha>();
  readonly #commits = new Map<CommitSha, MemoryCommit>();
  #count = 0;

  head(branch: string): MemoryCommit | undefined {
    const sha = this.#heads.get(branch);
    return sha === undefined ? undefined : this.#commits.get(sha);
  }

  names(): readonly string[] {
    return [...this.#heads.keys()];
  }

  /** Newest first. */
  log(branch: string): readonly MemoryCommit[] {
    const commits: MemoryCommit[] = [];
    for (let at = this.head(branch); at !== undefined; at = this.#parentOf(at)) commits.push(at);
    return commits;
  }

  commit(change: MemoryChange): MemoryCommitResult {
    const head = this.head(change.branch);
    if (head?.sha !== change.expectedHead) return { kind: "stale" };
    const files = new Map(head?.files ?? [["README.md", "Written by Ham.\n"]]);
    for (const [path, text] of change.changes) {
      if (text !== null) files.set(path, text);
      else if (!files.delete(path)) {
        return { kind: "rejected", message: `A path was requested for deletion: ${path}` };
      }
    }
    this.#count += 1;
    const commit: MemoryCommit = {
      sha: shaOf(`${change.branch}/${this.#count}/${change.message}`),
      parent: head?.sha,
      message: change.message,
      committedAt: change.at,
      verified: change.verified,
      files,
      changed: new Set(change.changes.keys()),
    };
    this.#commits.set(commit.sha, commit);
    this.#heads.set(change.branch, commit.sha);
    return { kind: "committed", commit };
  }

  #parentOf({ parent }: MemoryCommit): MemoryCommit | undefined {
    return parent === undefined ? undefined : this.#commits.get(parent);
  }
}

/** An object name for a text: 40 hex digits. */
export function shaOf(text: string): CommitSha {
  return commitSha(createHash("sha1").update(text).digest("hex"));
}
