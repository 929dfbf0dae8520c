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

/** Folders with a file of that name in the commit that is checked out, `.` for the root, sorted. */
export async function listFoldersWith(file: string, { folder }: Checkout): Promise<string[]> {
  const listed = await git(folder, ["ls-files", "-z", "--", `:(glob)**/${file}`]);
  return listed.text
    .split("\u0000")
    .filter((path) => path !== "")
    .map((path) => posix.dirname(path))
    .sort();
}

/**
 * The paths that differ between a commit (or branch) and what is checked out. From where both come from, if
 * the history is there; else between the two alone, which may be more, but never less.
 */
export async function listChangedFiles(since: string, checkout: Checkout): Promise<ChangedFiles> {
  const commit = await bring(since, checkout);
  if (commit === undefined) {
    return { kind: "unknown", why: `'${since}' is no commit that can be fetched` };
  }
  const { folder } = checkout;
  const base = await git(folder, ["merge-base", commit, "HEAD"]);
  const from = base.isDone ? base.text.trim() : commit;
  const args = ["diff", "--name-only", "--no-renames", "-z", from, "HEAD", "--"];
  const diff = await git(folder, args);
  if (!diff.isDone) return { kind: "unknown", why: `git can't compare with '${since}'` };
  const paths = diff.text.split("\u0000").filter((path) => path !== "");
  return { kind: "compared", since: from, paths };
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
