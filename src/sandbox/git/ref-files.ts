import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Oid } from "../model.ts";
import { systemCode } from "./git-error.ts";
import { isOid } from "./object-format.ts";
import type { PackedRefs } from "./packed-refs.ts";
import { isRefName } from "./ref-name.ts";

export type Ref = { readonly name: string; readonly oid: Oid };

/** Where a repository keeps its refs: one file each, and one file for many. */
export type RefFiles = { readonly folder: string; readonly packed: PackedRefs };

/** Where a ref is now; a symbolic one such as `HEAD` is followed. */
export async function readRef(files: RefFiles, name: string, depth = 5): Promise<Oid | undefined> {
  const content = await readLoose(files.folder, name);
  const target = content === undefined ? undefined : /^ref: (\S+)/.exec(content)?.[1];
  if (target !== undefined && depth > 0) return readRef(files, target, depth - 1);
  const oid = content?.slice(0, 40);
  if (oid !== undefined && isOid(oid)) return oid;
  // Git packs a ref before it removes the loose one, so what was in neither is not there.
  return (await files.packed.read()).get(name);
}

/** All refs whose full names start so, sorted by the bytes of their names. */
export async function listRefs(files: RefFiles, prefix: string): Promise<readonly Ref[]> {
  const loose = await listLoose(files, prefix);
  const found = new Map<string, Oid>();
  for (const [name, oid] of await files.packed.read())
    if (name.startsWith(prefix)) found.set(name, oid);
  for (const { name, oid } of loose) found.set(name, oid);
  return [...found]
    .map(([name, oid]) => ({ name, oid }))
    .sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)));
}

/** The content of a ref's own file; undefined when it has none. */
async function readLoose(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), "utf8");
  } catch (error) {
    if (isNoFile(error)) return undefined;
    throw error;
  }
}

async function listLoose(files: RefFiles, prefix: string): Promise<readonly Ref[]> {
  if (prefix.includes("..")) return [];
  const start = prefix.startsWith("refs/") ? prefix.slice(0, prefix.lastIndexOf("/")) : "refs";
  const names = (await listFiles(files.folder, start)).filter(
    (name) => name.startsWith(prefix) && isRefName(name),
  );
  const refs = await Promise.all(
    names.map(async (name) => ({ name, oid: await readRef(files, name) })),
  );
  return refs.flatMap(({ name, oid }) => (oid === undefined ? [] : [{ name, oid }]));
}

async function listFiles(folder: string, below: string): Promise<readonly string[]> {
  const entries = await readFolder(join(folder, below));
  const listed = await Promise.all(
    entries.map(async (entry) => {
      const path = `${below}/${entry.name}`;
      return entry.isDirectory() ? listFiles(folder, path) : [path];
    }),
  );
  return listed.flat();
}

async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isNoFile(error)) return [];
    throw error;
  }
}

function isNoFile(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
