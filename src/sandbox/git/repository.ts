import type { Oid } from "../model.ts";
import { isAncestor, isFastForward } from "./ancestry.ts";
import type { BatchPool } from "./batch-pool.ts";
import { decodeCommit, decodeTag, encodeCommit, splitSignature } from "./commit-codec.ts";
import { CommitIndex } from "./commit-index.ts";
import { compareCommits } from "./comparison.ts";
import type { ChangedPath, GitRepository, Verification } from "./git-store.ts";
import { readHistory } from "./history.ts";
import { EMPTY_TREE } from "./object-format.ts";
import { ObjectStore } from "./object-store.ts";
import { PackedRefs } from "./packed-refs.ts";
import { readRecentHistory } from "./recent-history.ts";
import { listRefs, readRef } from "./ref-files.ts";
import type { RefFiles } from "./ref-files.ts";
import { isRefName } from "./ref-name.ts";
import { updateRefs } from "./ref-transaction.ts";
import { resolveExpression } from "./revision.ts";
import { SerialQueue } from "./serial-queue.ts";
import type { SigningKey } from "./signing-key.ts";
import { signSsh, verifySsh } from "./ssh-signature.ts";
import { decodeTree, encodeTree, toRawEntry, toRawMode, toTreeEntry } from "./tree-codec.ts";
import { diffTrees } from "./tree-diff.ts";
import { applyTreeEdit, listMissing, planTreeEdit } from "./tree-edit.ts";
import type { TreeStorage } from "./tree-edit.ts";
import { listTree } from "./tree-listing.ts";
import { mergeTrees } from "./tree-merge.ts";

export type RepositoryParts = {
  readonly pool: BatchPool;
  readonly cacheBytes: number;
  readonly signingKey: () => Promise<SigningKey>;
};

/** The bare repository in this folder, which exists. */
export function openRepository(folder: string, parts: RepositoryParts): GitRepository {
  const objects = new ObjectStore(folder, parts);
  const index = new CommitIndex(folder);
  const files: RefFiles = { folder, packed: new PackedRefs(folder) };
  return {
    path: folder,
    ...reading(objects, files),
    ...writing(objects, parts),
    ...refs(objects, files),
    isAncestor: (ancestor, descendant) => isAncestor(folder, objects, { ancestor, descendant }),
    compare: (base, head) => compareCommits(folder, base, head),
    history: async (from, options) =>
      (await readRecentHistory(objects, from, options)) ??
      (await index.watch(() => readHistory(folder, from, options))),
    mergeTrees: (ours, theirs) => mergeTrees(folder, ours, theirs),
    close: async () => {
      objects.close();
      await index.settled();
    },
  };
}

type Reading = Pick<
  GitRepository,
  "type" | "size" | "blob" | "tree" | "commit" | "tag" | "resolve" | "listTree" | "changedPaths"
>;

function reading(objects: ObjectStore, files: RefFiles): Reading {
  return {
    type: async (oid) => (await objects.info(oid))?.type,
    size: async (oid) => (await objects.info(oid))?.size,
    blob: (oid) => objects.readAs("blob", oid),
    tree: async (oid) => {
      const content = await objects.readAs("tree", oid);
      return content === undefined ? undefined : decodeTree(content).map(toTreeEntry);
    },
    commit: async (oid) => {
      const content = await objects.readAs("commit", oid);
      return content === undefined ? undefined : decodeCommit(oid, content);
    },
    tag: async (oid) => {
      const content = await objects.readAs("tag", oid);
      return content === undefined ? undefined : decodeTag(oid, content);
    },
    resolve: (expression) => resolveExpression(objects, files, expression),
    changedPaths: (oid) => changedPaths(objects, oid),
    listTree: (tree, options = { recursive: false }) => listTree(objects, tree, options),
  };
}

async function changedPaths(
  objects: ObjectStore,
  oid: Oid,
): Promise<readonly ChangedPath[] | undefined> {
  const read = async (commit: Oid | undefined) => {
    const content = commit === undefined ? undefined : await objects.readAs("commit", commit);
    return content === undefined ? undefined : decodeCommit(oid, content);
  };
  const commit = await read(oid);
  if (commit === undefined) return undefined;
  const parent = await read(commit.parents[0]);
  return diffTrees(treeStorage(objects), parent?.tree, commit.tree);
}

type Writing = Pick<
  GitRepository,
  "writeBlob" | "writeTree" | "writeCommit" | "editTree" | "verification"
>;

function writing(objects: ObjectStore, { signingKey }: RepositoryParts): Writing {
  return {
    writeBlob: (content) => objects.write("blob", content),
    writeTree: (entries) => objects.write("tree", encodeTree(entries.map(toRawEntry))),
    writeCommit: async ({ sign, ...fields }) => {
      // Git answers for the empty tree even where nobody wrote it, but misses it when it checks what a commit needs.
      if (fields.tree === EMPTY_TREE) await objects.write("tree", Buffer.alloc(0));
      const payload = encodeCommit(fields);
      if (!sign) return objects.write("commit", payload);
      const { privateKey } = await signingKey();
      return objects.write("commit", encodeCommit(fields, signSsh(payload, privateKey)));
    },
    editTree: (base, changes) => editTree(objects, base, changes),
    verification: async (oid) => {
      const content = await objects.readAs("commit", oid);
      return content === undefined ? unsigned : verify(content, await signingKey());
    },
  };
}

async function editTree(
  objects: ObjectStore,
  ...[base, changes]: Parameters<GitRepository["editTree"]>
): ReturnType<GitRepository["editTree"]> {
  const storage = treeStorage(objects);
  const deleted = changes.filter(({ content }) => content === null).map(({ path }) => path);
  const missing = await listMissing(storage, base, deleted);
  if (missing.length > 0) return { missing };
  const written = await Promise.all(
    changes.map(async ({ path, content, mode }) => ({
      path,
      oid: content === null ? null : await objects.write("blob", content),
      mode: mode === undefined ? undefined : toRawMode(mode),
    })),
  );
  return { tree: await applyTreeEdit(storage, base, planTreeEdit(written)) };
}

function treeStorage(objects: ObjectStore): TreeStorage {
  return {
    readTree: async (oid) => {
      const content = await objects.readAs("tree", oid);
      return content === undefined ? undefined : decodeTree(content);
    },
    writeTree: (entries) => objects.write("tree", encodeTree(entries)),
  };
}

const unsigned: Verification = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
};

function verify(content: Buffer, { publicKey }: SigningKey): Verification {
  const { payload, signature } = splitSignature(content);
  if (signature === null) return unsigned;
  const verified = verifySsh(payload, signature, publicKey);
  const reason = verified ? "valid" : "invalid";
  return { verified, reason, signature, payload: payload.toString("utf8") };
}

type Refs = Pick<GitRepository, "ref" | "refs" | "updateRefs">;

function refs(objects: ObjectStore, files: RefFiles): Refs {
  // Our own writers queue up here; the lock files are for other processes.
  const queue = new SerialQueue();
  const rules = {
    typeOf: async (oid: string) => (await objects.info(oid))?.type,
    isFastForward: (before: string, after: string) =>
      isFastForward(files.folder, objects, { before, after }),
  };
  return {
    ref: (name) =>
      name === "HEAD" || isRefName(name) ? readRef(files, name) : Promise.resolve(undefined),
    refs: (prefix) => listRefs(files, prefix),
    updateRefs: (updates) => queue.run(() => updateRefs(files, rules, updates)),
  };
}
