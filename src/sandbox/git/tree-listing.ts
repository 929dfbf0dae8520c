import type { Oid } from "../model.ts";
import type { TreeEntry } from "./git-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { decodeTree, toTreeEntry } from "./tree-codec.ts";

export type ListedEntry = TreeEntry & { readonly path: string; readonly size: number | null };

/** The entries of a tree, and below its folders if `recursive`; sizes in bytes, of blobs alone. */
export async function listTree(
  objects: ObjectStore,
  tree: Oid,
  { recursive }: { readonly recursive: boolean },
): Promise<readonly ListedEntry[]> {
  return listBelow(objects, tree, { prefix: "", recursive });
}

async function listBelow(
  objects: ObjectStore,
  tree: Oid,
  { prefix, recursive }: { readonly prefix: string; readonly recursive: boolean },
): Promise<readonly ListedEntry[]> {
  const content = await objects.readAs("tree", tree);
  const entries = content === undefined ? [] : decodeTree(content).map(toTreeEntry);
  const listed = await Promise.all(
    entries.map(async (entry) => {
      const path = `${prefix}${entry.name}`;
      const own = { ...entry, path, size: await sizeOf(objects, entry) };
      if (!recursive || entry.type !== "tree") return [own];
      return [own, ...(await listBelow(objects, entry.oid, { prefix: `${path}/`, recursive }))];
    }),
  );
  return listed.flat();
}

async function sizeOf(objects: ObjectStore, { type, oid }: TreeEntry): Promise<number | null> {
  if (type !== "blob") return null;
  return (await objects.info(oid))?.size ?? null;
}
