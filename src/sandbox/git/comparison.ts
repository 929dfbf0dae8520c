import type { Oid } from "../model.ts";
import { runGit } from "./git-process.ts";
import type { ChangedFile, Comparison } from "./git-store.ts";
import { isOid } from "./object-format.ts";

/** What head has that base lacks, and the reverse; undefined without a common ancestor. */
export async function compareCommits(
  folder: string,
  base: Oid,
  head: Oid,
): Promise<Comparison | undefined> {
  const mergeBase = await findMergeBase(folder, base, head);
  if (mergeBase === undefined) return undefined;
  const [listed, changed] = await Promise.all([
    runGit(folder, ["rev-list", "--left-right", "--reverse", `${base}...${head}`, "--"]),
    runGit(folder, ["diff-tree", "-r", "-z", "-M", "--raw", "--numstat", mergeBase, head]),
  ]);
  const lines = listed.stdout.toString("latin1").split("\n");
  const commits = lines.filter((line) => line.startsWith(">")).map((line) => line.slice(1));
  const behindBy = lines.filter((line) => line.startsWith("<")).length;
  return {
    status: statusOf(commits.length, behindBy),
    mergeBase,
    aheadBy: commits.length,
    behindBy,
    commits,
    files: parseDiff(changed.stdout.toString("utf8")),
  };
}

/** Reads what `git diff-tree -z --raw --numstat` prints: first all raw lines, then a count of lines for each. */
function parseDiff(text: string): readonly ChangedFile[] {
  const fields = text.split("\0");
  const raw: RawChange[] = [];
  while (fields[0]?.startsWith(":") === true) raw.push(takeRaw(fields));
  return raw.map((change) => ({ ...change, ...takeCounts(fields) }));
}

type RawChange = Omit<ChangedFile, "additions" | "deletions">;

async function findMergeBase(folder: string, base: Oid, head: Oid): Promise<Oid | undefined> {
  if (!isOid(base) || !isOid(head)) return undefined;
  const { stdout } = await runGit(folder, ["merge-base", base, head], [0, 1, 128]);
  const oid = stdout.toString("latin1").trim();
  return isOid(oid) ? oid : undefined;
}

function statusOf(aheadBy: number, behindBy: number): Comparison["status"] {
  if (aheadBy === 0) return behindBy === 0 ? "identical" : "behind";
  return behindBy === 0 ? "ahead" : "diverged";
}

/** `:<mode> <mode> <oid> <oid> <status>`, the path, and of a rename the path after. */
function takeRaw(fields: string[]): RawChange {
  const [, , before = "", after = "", letter = ""] = (fields.shift() ?? "").split(" ");
  const path = fields.shift() ?? "";
  const status = statusOfLetter[letter.charAt(0)] ?? "modified";
  if (status === "renamed")
    return { path: fields.shift() ?? "", previousPath: path, status, oid: after };
  return { path, previousPath: null, status, oid: status === "removed" ? before : after };
}

const statusOfLetter: Readonly<Record<string, ChangedFile["status"]>> = {
  A: "added",
  D: "removed",
  R: "renamed",
};

/** `<additions>\t<deletions>\t<path>`; of a rename the path is empty and two fields follow; `-` for binary files. */
function takeCounts(fields: string[]): Pick<ChangedFile, "additions" | "deletions"> {
  const [additions = "0", deletions = "0", path = ""] = (fields.shift() ?? "").split("\t");
  if (path === "") fields.splice(0, 2);
  return { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
}
