import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import { assertEntryName, isFolder, toRawName } from "./tree-codec.ts";
import type { RawEntry } from "./tree-codec.ts";

/** One change to a tree: a blob that exists, with its mode or with that of the file it replaces; or none. */
type PathChange = {
  readonly path: string;
  readonly oid: Oid | null;
  readonly mode: string | undefined;
};

/** What an edit needs of a repository. An unknown tree is undefined. */
export type TreeStorage = {
  readonly readTree: (oid: Oid) => Promise<readonly RawEntry[] | undefined>;
  readonly writeTree: (entries: readonly RawEntry[]) => Promise<Oid>;
};

/** The changes below one folder, by name. */
type FolderEdit = {
  readonly deleted: Set<string>;
  readonly written: Map<string, { readonly oid: Oid; readonly mode: string | undefined }>;
  readonly folders: Map<string, FolderEdit>;
};

/**
 * Sorts changes into folders. Of two that write one path the last counts; a path that is deleted and written is
 * written. Throws `invalid-path` for a path that no tree can have, and when a path is written as file and as folder.
 */
export function planTreeEdit(changes: readonly PathChange[]): FolderEdit {
  const root = emptyEdit();
  for (const change of changes) placeChange(root, change);
  return root;
}

/** Those of the paths where the tree has no file; a folder is not a file. */
export async function listMissing(
  storage: Pick<TreeStorage, "readTree">,
  base: Oid,
  paths: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => findEntry(storage, base, splitPath(path))));
  return paths.filter((_, index) => {
    const entry = found[index];
    return entry === undefined || isFolder(entry);
  });
}

/** The entry at the end of a path, each part of it a raw name. */
async function findEntry(
  storage: Pick<TreeStorage, "readTree">,
  tree: Oid,
  parts: readonly string[],
): Promise<RawEntry | undefined> {
  const [first, ...rest] = parts;
  const entries = await storage.readTree(tree);
  const entry = entries?.find(({ name }) => name === first);
  if (entry === undefined || rest.length === 0) return entry;
  return isFolder(entry) ? findEntry(storage, entry.oid, rest) : undefined;
}

/**
 * The tree after the edit; only trees on the way to a change are read and written. Deletions come first, so that a
 * file may take a deleted folder's place. A folder that loses its last entry goes too; the root may end empty.
 */
export async function applyTreeEdit(
  storage: TreeStorage,
  base: Oid,
  edit: FolderEdit,
): Promise<Oid> {
  return storage.writeTree(await editedEntries(storage, base, edit));
}

function emptyEdit(): FolderEdit {
  return { deleted: new Set(), written: new Map(), folders: new Map() };
}

function placeChange(root: FolderEdit, { path, oid, mode }: PathChange): void {
  const parts = splitPath(path);
  const name = parts.pop() ?? "";
  let folder = root;
  for (const part of parts) {
    if (oid !== null && folder.written.has(part)) throw fileAndFolder(path);
    const below = folder.folders.get(part) ?? emptyEdit();
    folder.folders.set(part, below);
    folder = below;
  }
  if (oid === null) folder.deleted.add(name);
  else {
    if (writesSomething(folder.folders.get(name))) throw fileAndFolder(path);
    folder.written.set(name, { oid, mode });
  }
}

function writesSomething(edit: FolderEdit | undefined): boolean {
  if (edit === undefined) return false;
  return edit.written.size > 0 || [...edit.folders.values()].some(writesSomething);
}

function splitPath(path: string): string[] {
  const parts = path.split("/").map(toRawName);
  parts.forEach(assertEntryName);
  return parts;
}

function fileAndFolder(path: string): GitError {
  return new GitError(
    "invalid-path",
    `${quoted(path)} is written both as a file and as a folder: expected one of them`,
  );
}

async function editedEntries(
  storage: TreeStorage,
  base: Oid | undefined,
  edit: FolderEdit,
): Promise<readonly RawEntry[]> {
  const entries = new Map((await entriesOf(storage, base)).map((entry) => [entry.name, entry]));
  const before = new Map(entries);
  for (const name of edit.deleted) entries.delete(name);
  for (const [name, below] of edit.folders) {
    const changed = await editedFolder(storage, before.get(name), below);
    if (changed !== undefined) entries.set(name, { name, mode: "40000", oid: changed });
    else if (isFolder(before.get(name) ?? { mode: "" })) entries.delete(name);
  }
  for (const [name, { oid, mode }] of edit.written)
    entries.set(name, { name, oid, mode: mode ?? modeAfter(before.get(name)) });
  return [...entries.values()];
}

async function entriesOf(
  storage: TreeStorage,
  tree: Oid | undefined,
): Promise<readonly RawEntry[]> {
  if (tree === undefined) return [];
  const entries = await storage.readTree(tree);
  if (entries !== undefined) return entries;
  throw new GitError(
    "missing-object",
    `there is no tree ${quoted(tree)} in this repository to edit`,
  );
}

/** Undefined when nothing is left in it. A file in its place gives way. */
async function editedFolder(
  storage: TreeStorage,
  before: RawEntry | undefined,
  edit: FolderEdit,
): Promise<Oid | undefined> {
  const base = before !== undefined && isFolder(before) ? before.oid : undefined;
  const entries = await editedEntries(storage, base, edit);
  return entries.length === 0 ? undefined : storage.writeTree(entries);
}

/** A file that is replaced stays executable. */
function modeAfter(before: RawEntry | undefined): string {
  return before?.mode === "100755" ? "100755" : "100644";
}
