import type { Oid } from "../model.ts";
import { decodeCommit } from "./commit-codec.ts";
import type { Commit } from "./git-store.ts";
import { clockPatience } from "./history.ts";
import type { HistoryOptions, HistoryPage } from "./history.ts";
import type { ObjectStore } from "./object-store.ts";
import { findInTree, toRawName } from "./tree-codec.ts";

/**
 * One page of a commit's history if it lies within the last commits, put on top of each other: what a caller wants who
 * asks again and again what is new, without starting git. Undefined when more must be looked at, or where branches meet.
 */
export async function readRecentHistory(
  objects: ObjectStore,
  from: Oid,
  options: HistoryOptions,
): Promise<HistoryPage | undefined> {
  const { first, skip = 0, since, until } = options;
  const parts = partsOf(options.path);
  const found: Oid[] = [];
  let commit = await readCommit(objects, from);
  let placed = commit === undefined ? undefined : await entryAt(objects, commit.tree, parts);
  for (let looked = 0; looked < nearby; looked += 1) {
    if (commit === undefined || commit.parents.length > 1) return undefined;
    const { seconds } = commit.committer;
    if (since !== undefined && seconds < since - clockPatience) return pageOf(found, first, skip);
    const parent = await readParent(objects, commit);
    if (parent === undefined && commit.parents.length > 0) return undefined;
    const before: string | undefined =
      parent === undefined ? undefined : await entryAt(objects, parent.tree, parts);
    const isInTime = seconds >= (since ?? seconds) && seconds <= (until ?? seconds);
    if (isInTime && (parts.length === 0 || before !== placed)) found.push(commit.oid);
    if (found.length > skip + first || parent === undefined) return pageOf(found, first, skip);
    [commit, placed] = [parent, before];
  }
  return undefined;
}

/** Commits looked at before git is asked, which is faster then. */
const nearby = 50;

function pageOf(found: readonly Oid[], first: number, skip: number): HistoryPage {
  const oids = found.slice(skip, skip + first);
  if (found.length > skip + first) return { oids, hasMore: true };
  return oids.length === 0 && skip > 0
    ? { oids, hasMore: false }
    : { oids, hasMore: false, total: skip + oids.length };
}

function partsOf(path: string | undefined): readonly string[] {
  return (path ?? "")
    .replace(/\/$/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(toRawName);
}

async function readCommit(objects: ObjectStore, oid: Oid): Promise<Commit | undefined> {
  const content = await objects.readAs("commit", oid);
  return content === undefined ? undefined : decodeCommit(oid, content);
}

async function readParent(objects: ObjectStore, { parents }: Commit): Promise<Commit | undefined> {
  const [parent] = parents;
  return parent === undefined ? undefined : readCommit(objects, parent);
}

/** Mode and oid of what is at the path; undefined when nothing is. */
async function entryAt(
  objects: ObjectStore,
  tree: Oid,
  parts: readonly string[],
): Promise<string | undefined> {
  let found = `40000 ${tree}`;
  for (const part of parts) {
    const content = found.startsWith("40000 ")
      ? await objects.readAs("tree", found.slice("40000 ".length))
      : undefined;
    const entry = content === undefined ? undefined : findInTree(content, part);
    if (entry === undefined) return undefined;
    found = `${entry.mode} ${entry.oid}`;
  }
  return found;
}
