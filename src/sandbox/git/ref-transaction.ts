import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import { ZERO_OID } from "./git-store.ts";
import type { GitObjectType, RefUpdate, RefUpdateResult } from "./git-store.ts";
import { listRefs, readRef } from "./ref-files.ts";
import type { RefFiles } from "./ref-files.ts";
import { lockFile, removeEmptyParents } from "./ref-lock.ts";
import type { FileLock } from "./ref-lock.ts";
import { assertRefName } from "./ref-name.ts";

/** What a transaction asks about commits. */
export type RefRules = {
  readonly typeOf: (oid: Oid) => Promise<GitObjectType | undefined>;
  /** Whether a ref may go from one to the other without losing anything. */
  readonly isFastForward: (before: Oid, after: Oid) => Promise<boolean>;
};

/**
 * Locks all refs in the order of their names, compares, and only then writes. Throws `invalid-ref-name`,
 * `ref-name-conflict` when a ref's name is another's folder, `ref-locked`.
 */
export async function updateRefs(
  files: RefFiles,
  rules: RefRules,
  updates: readonly RefUpdate[],
): Promise<RefUpdateResult> {
  assertNames(updates);
  const missing = await findMissing(rules, updates);
  if (missing !== undefined) return { kind: "missing-object", name: missing };
  const locks = new Map<string, FileLock>();
  try {
    for (const { name, after } of sortByName(updates))
      locks.set(
        name,
        await lockFile(join(files.folder, name), after === ZERO_OID ? "" : `${after}\n`),
      );
    return await decideAndWrite(files, rules, { updates, locks });
  } finally {
    await Promise.all([...locks.values()].map((lock) => lock.release()));
    for (const { name } of updates) await removeEmptyParents(files.folder, name);
  }
}

type Locked = {
  readonly updates: readonly RefUpdate[];
  readonly locks: ReadonlyMap<string, FileLock>;
};

type Movement = RefUpdate & { readonly actual: Oid | undefined };

async function decideAndWrite(
  files: RefFiles,
  rules: RefRules,
  { updates, locks }: Locked,
): Promise<RefUpdateResult> {
  const movements = await Promise.all(
    updates.map(async (update) => ({ ...update, actual: await readRef(files, update.name) })),
  );
  for (const movement of movements) {
    const refusal = await refusalOf(rules, movement);
    if (refusal !== undefined) return refusal;
  }
  const moving = movements.filter(({ actual, after }) => actual !== after);
  await assertNoConflicts(files, moving);
  await removePacked(files, moving);
  for (const movement of moving) await write(files, movement, locks);
  return { kind: "updated" };
}

function assertNames(updates: readonly RefUpdate[]): void {
  const names = new Set<string>();
  for (const { name } of updates) {
    assertRefName(name);
    if (names.has(name))
      throw new GitError(
        "invalid-ref-name",
        `${quoted(name)} is twice in one update: expected each ref once`,
      );
    names.add(name);
  }
}

/** A branch is of commits; anything else may be of anything that exists. */
async function findMissing(
  rules: RefRules,
  updates: readonly RefUpdate[],
): Promise<string | undefined> {
  for (const { name, after } of updates) {
    if (after === ZERO_OID) continue;
    const type = await rules.typeOf(after);
    if (type === undefined || (name.startsWith("refs/heads/") && type !== "commit")) return name;
  }
  return undefined;
}

function sortByName(updates: readonly RefUpdate[]): readonly RefUpdate[] {
  return [...updates].sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function refusalOf(
  rules: RefRules,
  { name, before, after, force, actual }: Movement,
): Promise<RefUpdateResult | undefined> {
  const isExpected = before === undefined || before === (actual ?? ZERO_OID);
  const isThere = after !== ZERO_OID || actual !== undefined;
  if (!isExpected || !isThere) return { kind: "stale", name, actual };
  if (force || actual === undefined || after === ZERO_OID || actual === after) return undefined;
  if (await rules.isFastForward(actual, after)) return undefined;
  return { kind: "not-fast-forward", name };
}

/** A new ref's name can't be a folder of other refs, nor can another ref be its folder. */
async function assertNoConflicts(files: RefFiles, moving: readonly Movement[]): Promise<void> {
  const made = moving.filter(({ actual }) => actual === undefined).map(({ name }) => name);
  for (const name of made) {
    const taken = await Promise.all(foldersOf(name).map((folder) => readRef(files, folder)));
    const [below] = await listRefs(files, `${name}/`);
    const isBeside = foldersOf(name).some((folder) => made.includes(folder));
    if (below === undefined && !isBeside && taken.every((oid) => oid === undefined)) continue;
    throw new GitError(
      "ref-name-conflict",
      `${quoted(name)} can't be made: a ref is named as a folder of the other (${below?.name ?? foldersOf(name).join(", ")})`,
    );
  }
}

/** For `refs/heads/a/b/c`: `refs/heads/a` and `refs/heads/a/b`. */
function foldersOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.slice(3).map((_, index) => parts.slice(0, index + 3).join("/"));
}

/** Before the loose file goes: else the packed value would show again for a moment. */
async function removePacked(files: RefFiles, moving: readonly Movement[]): Promise<void> {
  const packed = await files.packed.read();
  const names = new Set(
    moving
      .filter(({ name, after }) => after === ZERO_OID && packed.has(name))
      .map(({ name }) => name),
  );
  if (names.size === 0) return;
  const lock = await lockFile(files.packed.path, "");
  try {
    await files.packed.remove(names, lock.path);
  } finally {
    await lock.release();
  }
}

async function write(
  files: RefFiles,
  { name, after, actual }: Movement,
  locks: ReadonlyMap<string, FileLock>,
): Promise<void> {
  const path = join(files.folder, name);
  if (after === ZERO_OID) return rm(path, { force: true });
  if (actual === undefined) await removeEmptyFolders(path);
  await locks.get(name)?.commit();
}

/** What refs that were deleted by others have left where a ref's file is to be. */
async function removeEmptyFolders(path: string): Promise<void> {
  try {
    for (const entry of await readdir(path)) await removeEmptyFolders(join(path, entry));
    await rmdir(path);
  } catch {
    // Not a folder, or not empty after all: then taking its place fails and says why.
  }
}
