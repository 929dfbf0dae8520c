import type { Oid } from "../model.ts";
import { decodeCommit } from "./commit-codec.ts";
import { runGit } from "./git-process.ts";
import { isOid } from "./object-format.ts";
import type { ObjectStore } from "./object-store.ts";
import { peel } from "./revision.ts";

/** Whether a commit is another, or among those it builds on; false when one of them is no commit here. */
export async function isAncestor(
  folder: string,
  objects: ObjectStore,
  { ancestor, descendant }: { readonly ancestor: Oid; readonly descendant: Oid },
): Promise<boolean> {
  if (!isOid(ancestor) || !isOid(descendant)) return false;
  if (await isRecentAncestor(objects, ancestor, descendant)) return true;
  const args = ["merge-base", "--is-ancestor", ancestor, descendant];
  return (await runGit(folder, args, [0, 1, 128])).status === 0;
}

/** Whether a ref may move without force: from commit to commit, tags followed, to where the first is contained. */
export async function isFastForward(
  folder: string,
  objects: ObjectStore,
  { before, after }: { readonly before: Oid; readonly after: Oid },
): Promise<boolean> {
  const ancestor = await peel(objects, before);
  const descendant = await peel(objects, after);
  if (ancestor === undefined || descendant === undefined) return false;
  return isAncestor(folder, objects, { ancestor, descendant });
}

/** Commits looked at before git is asked: enough for the common case, that a branch moved by a commit or two. */
const nearby = 8;

async function isRecentAncestor(
  objects: ObjectStore,
  ancestor: Oid,
  descendant: Oid,
): Promise<boolean> {
  const waiting = [descendant];
  for (let looked = 0; looked < nearby; looked += 1) {
    const oid = waiting.shift();
    const content = oid === undefined ? undefined : await objects.readAs("commit", oid);
    if (oid === undefined || content === undefined) return false;
    if (oid === ancestor) return true;
    waiting.push(...decodeCommit(oid, content).parents);
  }
  return waiting.includes(ancestor);
}
