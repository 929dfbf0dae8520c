import { mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { GitError, systemCode } from "./git-error.ts";

/** A file that only one process can make: whoever made it may change what it stands beside. Git's own protocol. */
export type FileLock = {
  /** Puts the lock's content in the place of what it guards, and so ends the lock. */
  readonly commit: () => Promise<void>;
  /** Does nothing once it was committed. */
  readonly release: () => Promise<void>;
  readonly path: string;
};

/**
 * Makes `<path>.lock` with this content, waiting while somebody else holds it. Rejects with `ref-locked` after five
 * seconds, with `ref-name-conflict` when a file is where a folder is needed.
 */
export async function lockFile(path: string, content: string): Promise<FileLock> {
  const lock = `${path}.lock`;
  const end = performance.now() + patienceMs;
  while (!(await makeLock(lock, content))) {
    if (performance.now() > end)
      throw new GitError(
        "ref-locked",
        `${lock} is held by another process: if none is running, remove the file`,
      );
    await delay(1 + Math.random() * 10);
  }
  let isHeld = true;
  return {
    path: lock,
    commit: async () => {
      await rename(lock, path);
      isHeld = false;
    },
    release: async () => {
      if (isHeld) await rm(lock, { force: true });
      isHeld = false;
    },
  };
}

/** Removes the empty folders on the way to a ref's file; those directly below `refs` stay. */
export async function removeEmptyParents(folder: string, name: string): Promise<void> {
  for (let parent = dirname(name); parent.split("/").length > 2; parent = dirname(parent)) {
    try {
      await rmdir(join(folder, parent));
    } catch {
      return;
    }
  }
}

/** Removes locks that a killed process left: those older than `before`, in milliseconds since 1970. */
export function removeStaleLocks(folder: string, before: number): void {
  const below = readdirSync(join(folder, "refs"), { recursive: true, encoding: "utf8" });
  const names = ["HEAD.lock", "packed-refs.lock", ...below.map((name) => join("refs", name))];
  for (const name of names) {
    if (!name.endsWith(".lock")) continue;
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() === true && found.mtimeMs < before) rmSync(path, { force: true });
  }
}

const patienceMs = 5_000;

/** False while somebody else has it, and when an emptied folder was removed just before. */
async function makeLock(lock: string, content: string): Promise<boolean> {
  try {
    await writeFile(lock, content, { flag: "wx" });
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return false;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    await makeFolder(dirname(lock));
    return false;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return;
    if (code !== "EEXIST" && code !== "ENOTDIR") throw error;
    throw new GitError(
      "ref-name-conflict",
      `${path} can't be a folder of refs: a ref has that name`,
      error,
    );
  }
}
