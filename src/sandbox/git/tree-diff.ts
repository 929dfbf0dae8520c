import type { Oid } from "../model.ts";
import type { ChangedPath } from "./git-store.ts";
import { isFolder } from "./tree-codec.ts";
import type { RawEntry } from "./tree-codec.ts";
import type { TreeStorage } from "./tree-edit.ts";

/** Looks only into folders that differ. Without `before` everything is added. */
export async function diffTrees(
  storage: Pick<TreeStorage, "readTree">,
  before: Oid | undefined,
  after: Oid | undefined,
  folder = "",
): Promise<readonly ChangedPath[]> {
  if (before === after) return [];
  const [old, current] = await Promise.all([entriesOf(storage, before), entriesOf(storage, after)]);
  const changed: ChangedPath[] = [];
  for (const name of new Set([...old.keys(), ...current.keys()])) {
    const path = `${folder}${Buffer.from(name, "latin1").toString("utf8")}`;
    changed.push(...(await diffEntries(storage, old.get(name), current.get(name), path)));
  }
  return changed;
}

async function diffEntries(
  storage: Pick<TreeStorage, "readTree">,
  old: RawEntry | undefined,
  current: RawEntry | undefined,
  path: string,
): Promise<readonly ChangedPath[]> {
  if (old?.oid === current?.oid && old?.mode === current?.mode) return [];
  const below = await diffTrees(storage, folderOid(old), folderOid(current), `${path}/`);
  const status = statusOf(isFile(old), isFile(current));
  return status === undefined ? below : [{ path, status }, ...below];
}

async function entriesOf(
  { readTree }: Pick<TreeStorage, "readTree">,
  tree: Oid | undefined,
): Promise<ReadonlyMap<string, RawEntry>> {
  const entries = tree === undefined ? [] : ((await readTree(tree)) ?? []);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function folderOid(entry: RawEntry | undefined): Oid | undefined {
  return entry !== undefined && isFolder(entry) ? entry.oid : undefined;
}

function isFile(entry: RawEntry | undefined): boolean {
  return entry !== undefined && !isFolder(entry);
}

function statusOf(wasFile: boolean, isNowFile: boolean): ChangedPath["status"] | undefined {
  if (wasFile && isNowFile) return "modified";
  if (wasFile) return "removed";
  return isNowFile ? "added" : undefined;
}
