import { existsSync } from "node:fs";
import { join } from "node:path";

import { BatchPool } from "./batch-pool.ts";
import { GitError, quoted } from "./git-error.ts";
import type { GitRepository, GitStore } from "./git-store.ts";
import { removeStaleLocks } from "./ref-lock.ts";
import { createBareRepository } from "./repository-layout.ts";
import { openRepository } from "./repository.ts";
import { loadSigningKey } from "./signing-key.ts";
import type { SigningKey } from "./signing-key.ts";
import { formatAllowedSigners } from "./ssh-signature.ts";

export type GitStoreOptions = {
  /** Holds `repositories/<owner>/<name>.git` and the key that commits are signed with; made when it is needed. */
  readonly folder: string;
};

/**
 * The repositories below a folder. `open` throws `repository-missing` and `invalid-name`; git itself must be 2.38
 * or newer, else what needs it rejects with `git-too-old`.
 */
export function createGitStore({ folder }: GitStoreOptions): GitStore {
  const startedAt = Date.now();
  const opened = new Map<string, GitRepository>();
  const pool = new BatchPool(runningReaders);
  let key: Promise<SigningKey> | undefined;
  const signingKey = () => (key ??= loadSigningKey(folder));
  const open = (owner: string, name: string) => {
    const path = pathOf(folder, owner, name);
    const known = opened.get(path);
    if (known !== undefined) return known;
    requireRepository(path);
    removeStaleLocks(path, startedAt);
    const repository = openRepository(path, { pool, cacheBytes, signingKey });
    opened.set(path, repository);
    return repository;
  };
  return {
    open,
    create: async ({ owner, name, defaultBranch }) => {
      await createBareRepository(pathOf(folder, owner, name), defaultBranch);
      return open(owner, name);
    },
    allowedSigners: async () => formatAllowedSigners((await signingKey()).publicKey),
    close: async () => {
      await Promise.all([...opened.values()].map((repository) => repository.close()));
      opened.clear();
    },
  };
}

/** Long-lived git processes at once, over all repositories. */
const runningReaders = 12;

/** For each repository. */
const cacheBytes = 32 * 1024 * 1024;

function pathOf(folder: string, owner: string, name: string): string {
  assertName(owner);
  assertName(name);
  return join(folder, "repositories", owner, `${name}.git`);
}

/** These become names of folders. */
function assertName(name: string): void {
  if (/^[A-Za-z0-9._-]{1,100}$/.test(name) && !name.includes("..") && name !== ".") return;
  throw new GitError(
    "invalid-name",
    `${quoted(name)} can't name an owner or a repository: expected up to 100 of A-Z a-z 0-9 . _ - without ".."`,
  );
}

function requireRepository(path: string): void {
  if (existsSync(join(path, "HEAD"))) return;
  throw new GitError(
    "repository-missing",
    `there is no repository at ${quoted(path)}: create it first`,
  );
}
