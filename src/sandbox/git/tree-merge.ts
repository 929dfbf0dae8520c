import type { Oid } from "../model.ts";
import { GitError, quoted } from "./git-error.ts";
import { runGit } from "./git-process.ts";
import { isOid } from "./object-format.ts";

export type TreeMerge = { readonly tree: Oid } | { readonly conflicts: readonly string[] };

/** Merges two commits as `git merge` would, without a working copy. Unrelated ones conflict, in no path. */
export async function mergeTrees(folder: string, ours: Oid, theirs: Oid): Promise<TreeMerge> {
  for (const oid of [ours, theirs])
    if (!isOid(oid))
      throw new GitError(
        "missing-object",
        `expected a commit's oid to merge, but got ${quoted(oid)}`,
      );
  const related = await runGit(folder, ["merge-base", ours, theirs], [0, 1]);
  if (related.status === 1) return { conflicts: [] };
  const flags = ["--write-tree", "--name-only", "--no-messages", "-z"];
  const { status, stdout } = await runGit(folder, ["merge-tree", ...flags, ours, theirs], [0, 1]);
  const [tree = "", ...paths] = stdout.toString("utf8").split("\0");
  return status === 0 ? { tree } : { conflicts: paths.filter((path) => path !== "") };
}
