import { realpathSync } from "node:fs";
import { relative } from "node:path";

import { isTreeSha, type TreeSha } from "../../core/artifact/ids.ts";
import type { SourceTree, SourceTrees } from "../../flows/shuttle/build-ports.ts";
import { runGit } from "./git-command.ts";

/** What is checked out on this machine. */
export const sourceTrees: SourceTrees = { read, folderTree };

const COMMIT_FORMAT = ["%H", "%T", "%an", "%ae", "%cn", "%ce", "%B"].join("%x00");

async function read(folder: string): Promise<SourceTree | undefined> {
  const root = await outputOf(folder, ["rev-parse", "--show-toplevel"]);
  if (root === undefined) return undefined;
  const shown = await outputOf(folder, ["log", "-1", `--format=${COMMIT_FORMAT}`]);
  const [sha = "", tree = "", authorName = "", authorEmail = "", ...others] =
    shown?.split("\u0000") ?? [];
  if (!isTreeSha(tree)) return undefined;
  const [committerName = "", committerEmail = "", message = ""] = others;
  const isClean = await isUnchanged(root);
  const commit = { sha, authorName, authorEmail, committerName, committerEmail, message };
  return { root, tree, isClean, commit };
}

/** Copies of plans are no change, wherever they are. */
async function isUnchanged(root: string): Promise<boolean> {
  const args = ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames"];
  const status = await outputOf(root, args);
  const changes = status?.split("\u0000").filter((entry) => entry !== "");
  return changes?.every((entry) => /(?:^|\/)\.shuttle\//.test(entry.slice(3))) === true;
}

async function folderTree(folder: string): Promise<TreeSha | undefined> {
  const root = await outputOf(folder, ["rev-parse", "--show-toplevel"]);
  if (root === undefined) return undefined;
  const path = relative(root, realpathSync(folder));
  const tree = await outputOf(root, ["rev-parse", "--verify", "--quiet", `HEAD:${path}`]);
  return tree !== undefined && isTreeSha(tree) ? tree : undefined;
}

/** Undefined: git says no, or isn't there. */
async function outputOf(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    // A runner may check out as another user than the one who runs steps.
    const safe = ["-c", "safe.directory=*"];
    const result = await runGit({ workingDirectory: folder, args: [...safe, ...args] });
    return result.status === 0 ? result.stdout.replace(/\n+$/, "") : undefined;
  } catch {
    return undefined;
  }
}
