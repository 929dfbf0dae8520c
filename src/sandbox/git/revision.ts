import type { Oid } from "../model.ts";
import { decodeCommit } from "./commit-codec.ts";
import { isOid } from "./object-format.ts";
import type { ObjectStore } from "./object-store.ts";
import { readRef } from "./ref-files.ts";
import type { RefFiles } from "./ref-files.ts";
import { isRefName } from "./ref-name.ts";
import { findInTree, isFolder, toRawName } from "./tree-codec.ts";
import type { RawEntry } from "./tree-codec.ts";

/** A revision, or what is at a path of it: see `GitRepository.resolve`. */
export async function resolveExpression(
  objects: ObjectStore,
  files: RefFiles,
  expression: string,
): Promise<Oid | undefined> {
  const [revision = "", ...rest] = expression.split(":");
  const oid = await resolveRevision(objects, files, revision);
  const peeled = oid === undefined ? undefined : await peel(objects, oid);
  if (peeled === undefined || rest.length === 0) return peeled;
  return resolvePath(objects, peeled, rest.join(":"));
}

/** What a tag, or a tag of tags, stands for; anything else stands for itself. Undefined when it is missing. */
export async function peel(objects: ObjectStore, oid: Oid): Promise<Oid | undefined> {
  const info = await objects.info(oid);
  if (info?.type !== "tag") return info === undefined ? undefined : oid;
  const content = await objects.readAs("tag", oid);
  const target =
    content === undefined ? undefined : /^object ([0-9a-f]{40})\n/.exec(content.toString("latin1"));
  return target?.[1] === undefined ? undefined : peel(objects, target[1]);
}

async function resolveRevision(
  objects: ObjectStore,
  files: RefFiles,
  revision: string,
): Promise<Oid | undefined> {
  const hex = revision.toLowerCase();
  if (isOid(hex)) return hex;
  if (revision === "HEAD" || isRefName(revision)) return readRef(files, revision);
  if (!isRefName(`refs/heads/${revision}`)) return undefined;
  const ref =
    (await readRef(files, `refs/heads/${revision}`)) ??
    (await readRef(files, `refs/tags/${revision}`));
  if (ref !== undefined || !/^[0-9a-f]{7,39}$/.test(hex)) return ref;
  return objects.expand(hex);
}

async function resolvePath(objects: ObjectStore, oid: Oid, path: string): Promise<Oid | undefined> {
  const root = await rootTreeOf(objects, oid);
  const wanted = path.replace(/\/$/, "");
  if (root === undefined || wanted === "") return root;
  let found: RawEntry = { mode: "40000", name: "", oid: root };
  for (const part of wanted.split("/").map(toRawName)) {
    const content = isFolder(found) ? await objects.readAs("tree", found.oid) : undefined;
    const entry = content === undefined ? undefined : findInTree(content, part);
    if (entry === undefined) return undefined;
    found = entry;
  }
  return found.oid;
}

async function rootTreeOf(objects: ObjectStore, oid: Oid): Promise<Oid | undefined> {
  const object = await objects.read(oid);
  if (object?.type === "tree") return oid;
  return object?.type === "commit" ? decodeCommit(oid, object.content).tree : undefined;
}
