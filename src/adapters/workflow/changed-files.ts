import { posix } from "node:path";

import { gitAccess } from "../git/git-access.ts";
import { runGit } from "../git/git-command.ts";

export type ChangedFiles =
  | { readonly kind: "compared"; readonly since: string; readonly paths: readonly string[] }
  /** The commit to compare with isn't to be had. */
  | { readonly kind: "unknown"; readonly why: string };

export type Checkout = {
  /** Where the repository is checked out. */
  readonly folder: string;
  /** For the commit to compare with, if it isn't there; `""` for none. */
  readonly token: string;
  readonly environment: ReadonlyMap<string, string>;
};

/** What to compare with what is checked out. */
export type Comparison =
  /** What was there before: whatever differs from it changed, also what a force push took away. */
  | { readonly kind: "before"; readonly commit: string }
  /** A commit or branch that may have gone on since: from where both come. */
  | { readonly kind: "since"; readonly name: string }
  /** The base of a pull request, and its head: where that was merged for trying, with what it was merged into. */
  | { readonly kind: "target"; readonly commit: string; readonly head: string };

/**
 * Folders with a file of that name in the commit that is checked out, `.` for the root, sorted. Undefined: git
 * knows of no repository there.
 */
export async function listFoldersWith(
  file: string,
  { folder }: Checkout,
): Promise<readonly string[] | undefined> {
  const listed = await git(folder, ["ls-files", "-z", "--", `:(glob)**/${file}`]);
  if (!listed.isDone) return undefined;
  return listed.text
    .split("\u0000")
    .filter((path) => path !== "")
    .map((path) => posix.dirname(path))
    .sort();
}

/** Is there a file of that path, or one below it, in the commit that is checked out? */
export async function hasFiles(path: string, { folder }: Checkout): Promise<boolean> {
  const listed = await git(folder, ["ls-files", "-z", "--", `:(literal)${path}`]);
  return listed.isDone && listed.text !== "";
}

/** The paths that differ. Where the history is not there it may be more, but never less. */
export async function listChangedFiles(
  comparison: Comparison,
  checkout: Checkout,
): Promise<ChangedFiles> {
  const from = await startOf(comparison, checkout);
  if (from === undefined) {
    const name = comparison.kind === "since" ? comparison.name : comparison.commit;
    return { kind: "unknown", why: `'${name}' is no commit that can be fetched` };
  }
  const args = ["diff", "--name-only", "--no-renames", "-z", from, "HEAD", "--"];
  const diff = await git(checkout.folder, args);
  if (!diff.isDone) return { kind: "unknown", why: `git can't compare with '${from}'` };
  const paths = diff.text.split("\u0000").filter((path) => path !== "");
  return { kind: "compared", since: from, paths };
}

async function startOf(comparison: Comparison, checkout: Checkout): Promise<string | undefined> {
  switch (comparison.kind) {
    case "before":
      return bring(comparison.commit, checkout);
    case "since":
      return whereBothComeFrom(comparison.name, checkout);
    case "target": {
      const { commit, head } = comparison;
      // GitHub's word for the base may be older than what it merged the pull request into.
      const [into, merged] = await parentsOf("HEAD", checkout);
      const base = merged === head && into !== undefined ? await bring(into, checkout) : undefined;
      return base ?? whereBothComeFrom(commit, checkout);
    }
  }
}

/** The commit itself where the history that they share isn't there. */
async function whereBothComeFrom(name: string, checkout: Checkout): Promise<string | undefined> {
  const commit = await bring(name, checkout);
  if (commit === undefined) return undefined;
  const base = await git(checkout.folder, ["merge-base", commit, "HEAD"]);
  return base.isDone ? base.text.trim() : commit;
}

/** As the commit has them; a shallow checkout would hide them. */
async function parentsOf(commit: string, { folder }: Checkout): Promise<readonly string[]> {
  const { text } = await git(folder, ["cat-file", "commit", commit]);
  const [header = ""] = text.split("\n\n", 1);
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent);
}

async function bring(since: string, checkout: Checkout): Promise<string | undefined> {
  const { folder } = checkout;
  // Of a push that makes a branch GitHub says 40 zeros.
  if (/^0+$/.test(since) || since.startsWith("-")) return undefined;
  const known = (await commitOf(folder, since)) ?? (await commitOf(folder, `origin/${since}`));
  if (known !== undefined) return known;
  const origin = await git(folder, ["remote", "get-url", "origin"]);
  const access = gitAccess(origin.text.trim(), checkout.token, checkout.environment);
  const args = ["fetch", "--quiet", "--no-tags", "--depth=1", access.url, since];
  const fetched = await git(folder, args, access.environment);
  return fetched.isDone ? commitOf(folder, "FETCH_HEAD") : undefined;
}

async function commitOf(folder: string, name: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const parsed = await git(folder, args);
  return parsed.isDone ? parsed.text.trim() : undefined;
}

async function git(
  workingDirectory: string,
  args: readonly string[],
  environment: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly isDone: boolean; readonly text: string }> {
  // A runner may check out as another user than the one who runs steps.
  const safe = ["-c", "safe.directory=*"];
  const result = await runGit({ workingDirectory, args: [...safe, ...args], environment });
  return { isDone: result.status === 0, text: result.stdout };
}
