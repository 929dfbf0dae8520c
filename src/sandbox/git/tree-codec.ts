import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import type { TreeEntry, TreeMode } from "./git-store.ts";

/** An entry as it is stored: the name's bytes as characters 0 to 255, so that every name survives and sorts by bytes. */
export type RawEntry = {
  /** As written, without a leading zero: a folder's is `40000`. */
  readonly mode: string;
  readonly name: string;
  readonly oid: Oid;
};

/** Throws `invalid-object` when the bytes are not those of a tree. */
export function decodeTree(bytes: Buffer): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(0x20, start);
    const zero = bytes.indexOf(0, space);
    const end = zero + 21;
    if (space === -1 || zero === -1 || end > bytes.length) throw cutOff(start, bytes.length);
    entries.push({
      mode: bytes.toString("latin1", start, space),
      name: bytes.toString("latin1", space + 1, zero),
      oid: bytes.toString("hex", zero + 1, end),
    });
    start = end;
  }
  return entries;
}

/**
 * The entry of this raw name, found without reading the others: folders of a thousand are asked for one.
 * Throws `invalid-object` when the bytes are not those of a tree.
 */
export function findInTree(bytes: Buffer, name: string): RawEntry | undefined {
  const wanted = Buffer.from(`${name}\0`, "latin1");
  for (let start = 0; start < bytes.length;) {
    let nameStart = start;
    while (nameStart < bytes.length && bytes[nameStart] !== 0x20) nameStart += 1;
    nameStart += 1;
    let end = nameStart;
    while (end < bytes.length && bytes[end] !== 0) end += 1;
    if (end >= bytes.length) throw cutOff(start, bytes.length);
    if (end - nameStart === wanted.length - 1 && startsWithAt(bytes, wanted, nameStart))
      return decodeTree(bytes.subarray(start, end + 21))[0];
    start = end + 21;
  }
  return undefined;
}

function startsWithAt(bytes: Buffer, wanted: Buffer, at: number): boolean {
  return bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0;
}

/** Sorts as git does. Throws `invalid-path` for names that git forbids or that come twice. */
export function encodeTree(entries: readonly RawEntry[]): Buffer {
  const sorted = sortEntries(entries);
  assertDistinct(sorted);
  return Buffer.concat(
    sorted.flatMap(({ mode, name, oid }) => {
      assertEntryName(name);
      return [Buffer.from(`${mode} ${name}\0`, "latin1"), Buffer.from(oid, "hex")];
    }),
  );
}

/** Folders sort as if their names ended in a slash. */
function sortEntries(entries: readonly RawEntry[]): readonly RawEntry[] {
  return entries
    .map((entry) => ({ entry, key: isFolder(entry) ? `${entry.name}/` : entry.name }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ entry }) => entry);
}

export function isFolder({ mode }: { readonly mode: string }): boolean {
  return mode === "40000";
}

export function toRawName(name: string): string {
  return Buffer.from(name, "utf8").toString("latin1");
}

export function toRawEntry({ mode, name, oid }: Omit<TreeEntry, "type">): RawEntry {
  return { mode: toRawMode(mode), name: toRawName(name), oid };
}

export function toRawMode(mode: TreeMode): string {
  return mode === "040000" ? "40000" : mode;
}

export function toTreeEntry({ mode, name, oid }: RawEntry): TreeEntry {
  const known = toTreeMode(mode);
  return {
    mode: known,
    type: typeOfMode[known],
    name: Buffer.from(name, "latin1").toString("utf8"),
    oid,
  };
}

/** What git itself refuses in a tree: nothing may be hidden from, or dangerous to, a working copy. */
export function assertEntryName(name: string): void {
  if (name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && !/^\.git$/i.test(name))
    return;
  throw new GitError(
    "invalid-path",
    `${quoted(name)} can't be a name in a tree: expected neither "", ".", "..", ".git" nor a slash or NUL in it`,
  );
}

const typeOfMode: Readonly<Record<TreeMode, TreeEntry["type"]>> = {
  "100644": "blob",
  "100755": "blob",
  "120000": "blob",
  "040000": "tree",
  "160000": "commit",
};

/** Git long ago wrote modes such as `100664`; like git, we read them as the file modes of today. */
function toTreeMode(mode: string): TreeMode {
  if (mode === "40000" || mode === "040000") return "040000";
  if (mode === "120000" || mode === "160000") return mode;
  return (Number.parseInt(mode, 8) & 0o100) === 0 ? "100644" : "100755";
}

function assertDistinct(entries: readonly RawEntry[]): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name))
      throw new GitError(
        "invalid-path",
        `${quoted(name)} is twice in one tree: expected each name once`,
      );
    names.add(name);
  }
}

function cutOff(at: number, length: number): GitError {
  return new GitError(
    "invalid-object",
    `expected an entry of a tree at byte ${at} of ${length}, but the bytes end within it`,
  );
}
