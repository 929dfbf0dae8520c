import type { SandboxContext } from "../context.ts";
import type { ChangedFile, Commit, Comparison } from "../git/git-store.ts";
import type { Oid, Repository } from "../model.ts";
import { notFound } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** The commit, or 404. */
export async function readCommit(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
): Promise<Commit> {
  const commit = await gitOf(context, repository).commit(oid);
  if (commit === undefined) throw notFound();
  return commit;
}

/** What a commit changes against its first parent; the first commit adds everything it has. */
export async function changesOfCommit(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
): Promise<readonly ChangedFile[]> {
  const commit = await readCommit(context, repository, oid);
  const [parent] = commit.parents;
  if (parent !== undefined) return (await compareCommits(context, repository, parent, oid)).files;
  return filesOfRoot(context, repository, commit);
}

/** 404 when the two have no common ancestor. */
export async function compareCommits(
  context: SandboxContext,
  repository: Repository,
  base: Oid,
  head: Oid,
): Promise<Comparison> {
  const comparison = await gitOf(context, repository).compare(base, head);
  if (comparison === undefined) throw notFound(`No common ancestor between ${base} and ${head}.`);
  return comparison;
}

async function filesOfRoot(
  context: SandboxContext,
  repository: Repository,
  commit: Commit,
): Promise<readonly ChangedFile[]> {
  const git = gitOf(context, repository);
  const entries = await git.listTree(commit.tree, { recursive: true });
  return Promise.all(
    entries
      .filter((entry) => entry.type === "blob")
      .map(async (entry) => ({
        path: entry.path,
        previousPath: null,
        status: "added" as const,
        oid: entry.oid,
        additions: lineCount(await git.blob(entry.oid)),
        deletions: 0,
      })),
  );
}

function lineCount(content: Buffer | undefined): number {
  if (content === undefined || content.length === 0) return 0;
  const text = content.toString("latin1");
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
