import type { SandboxContext } from "../context.ts";
import type { GitRepository, TreeEntry, TreeMode } from "../git/git-store.ts";
import type { Oid, Repository } from "../model.ts";
import { isTreePath } from "./commits.ts";
import { notFound, unprocessable } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** One line of a request for a tree. */
export type TreeChange = {
  readonly path: string;
  readonly mode: TreeMode;
  /** An object that exists; `null` removes the path; undefined: see `content`. */
  readonly sha?: Oid | null | undefined;
  /** The text of a new blob. */
  readonly content?: string | undefined;
};

/**
 * A tree with these changes to `base` (a tree or a commit), or with nothing else. A subtree given by its oid
 * is grafted as it is, and paths below it change the graft.
 */
export async function createTree(
  context: SandboxContext,
  repository: Repository,
  input: { readonly base?: Oid | undefined; readonly changes: readonly TreeChange[] },
): Promise<Oid> {
  const git = gitOf(context, repository);
  const base = input.base === undefined ? undefined : await treeOf(git, input.base);
  const leaves: Leaf[] = [];
  for (const change of input.changes) leaves.push(await toLeaf(git, change));
  return (await applyLeaves(git, base, leaves)) ?? git.writeTree([]);
}

/** A change whose object exists, its path cut at slashes. */
type Leaf = {
  readonly parts: readonly string[];
  readonly mode: TreeMode;
  readonly oid: Oid | null;
};

/** The commit's tree for a commit; 404 for what is neither. */
async function treeOf(git: GitRepository, oid: Oid): Promise<Oid> {
  const type = await git.type(oid);
  if (type === "tree") return oid;
  const commit = type === "commit" ? await git.commit(oid) : undefined;
  if (commit === undefined) throw notFound();
  return commit.tree;
}

async function toLeaf(git: GitRepository, change: TreeChange): Promise<Leaf> {
  const { path, mode, sha, content } = change;
  if (!isTreePath(path)) throw unprocessable("tree.path contains a malformed path component");
  if (!(mode in typeOfMode)) throw unprocessable("Must supply a valid tree.mode");
  if ((sha === undefined) === (content === undefined))
    throw unprocessable(
      "Must supply either tree.sha or tree.content. Request will be rejected if both are present.",
    );
  const parts = path.split("/");
  if (content !== undefined) return { parts, mode, oid: await git.writeBlob(Buffer.from(content)) };
  if (sha === undefined || sha === null) return { parts, mode, oid: null };
  await requireObject(git, sha, mode);
  return { parts, mode, oid: sha };
}

const typeOfMode: Readonly<Record<TreeMode, TreeEntry["type"]>> = {
  "100644": "blob",
  "100755": "blob",
  "120000": "blob",
  "040000": "tree",
  "160000": "commit",
};

/** A submodule's commit is in another repository and can't be looked up. */
async function requireObject(git: GitRepository, oid: Oid, mode: TreeMode): Promise<void> {
  if (mode !== "160000" && (await git.type(oid)) !== typeOfMode[mode])
    throw unprocessable("GitRPC::BadObjectState");
}

/** Undefined when nothing is left: git has no empty folders. */
async function applyLeaves(
  git: GitRepository,
  base: Oid | undefined,
  leaves: readonly Leaf[],
): Promise<Oid | undefined> {
  const entries = new Map<string, TreeEntry>();
  for (const entry of base === undefined ? [] : ((await git.tree(base)) ?? []))
    entries.set(entry.name, entry);
  for (const leaf of leaves) if (leaf.parts.length === 1) setEntry(entries, leaf);
  for (const [name, below] of groupByFolder(leaves)) await changeFolder(git, entries, name, below);
  return entries.size === 0 ? undefined : git.writeTree([...entries.values()]);
}

function setEntry(entries: Map<string, TreeEntry>, { parts, mode, oid }: Leaf): void {
  const name = parts[0] ?? "";
  if (oid !== null) entries.set(name, { name, mode, type: typeOfMode[mode], oid });
  else if (!entries.delete(name)) throw missingPath();
}

function groupByFolder(leaves: readonly Leaf[]): ReadonlyMap<string, readonly Leaf[]> {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const [name = "", ...parts] = leaf.parts;
    if (parts.length === 0) continue;
    const group = groups.get(name) ?? [];
    group.push({ ...leaf, parts });
    groups.set(name, group);
  }
  return groups;
}

/** A file in the way of a folder is replaced by it. */
async function changeFolder(
  git: GitRepository,
  entries: Map<string, TreeEntry>,
  name: string,
  leaves: readonly Leaf[],
): Promise<void> {
  const folder = entries.get(name);
  const base = folder?.type === "tree" ? folder.oid : undefined;
  const oid = await applyLeaves(git, base, leaves);
  if (oid === undefined) entries.delete(name);
  else entries.set(name, { name, mode: "040000", type: "tree", oid });
}

/** GitHub's words for removing what is not there. */
function missingPath() {
  return unprocessable("GitRPC::BadObjectState");
}
