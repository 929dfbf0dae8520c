import type { SandboxContext } from "../context.ts";
import type { Oid, Repository } from "../model.ts";
import type { Actor } from "./accounts.ts";
import { checkRunsOf, latestCheckRuns } from "./check-records.ts";
import { writeMergeCommit } from "./merge-commits.ts";
import { GithubProblem } from "./problem.ts";
import { updateRef } from "./refs.ts";
import { gitOf } from "./repositories.ts";
import { combinedStatus } from "./statuses.ts";

/**
 * Merges the default branch into a branch that lacks some of it, and says so: 409 when that conflicts.
 * Undefined when the ref isn't a branch or isn't behind the default branch.
 */
export async function bringUpToDate(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  ref: string,
  sha: Oid,
): Promise<string | undefined> {
  const git = gitOf(context, repository);
  const { defaultBranch } = repository;
  const newest = await git.ref(`refs/heads/${defaultBranch}`);
  if (newest === undefined || (await git.isAncestor(newest, sha))) return undefined;
  const conflict = new GithubProblem("conflict", `Conflict merging ${defaultBranch} into ${ref}.`);
  // A commit or a tag that is behind can't take the merge, and GitHub calls that a conflict too.
  if ((await git.ref(`refs/heads/${ref}`)) === undefined) throw conflict;
  const message = `Merge ${defaultBranch} into ${ref}`;
  const merged = await writeMergeCommit(context, repository, {
    ours: sha,
    theirs: newest,
    author: actor.account,
    message,
    sign: true,
  });
  if (merged === undefined) throw conflict;
  await updateRef(context, actor, repository, {
    name: `refs/heads/${ref}`,
    oid: merged,
    force: false,
  });
  return `Auto-merged ${defaultBranch} into ${ref} on deployment.`;
}

/** 409 when what has reported on the commit, or what is wanted, hasn't all succeeded. */
export function requireGreen(
  context: SandboxContext,
  repository: Repository,
  asked: { readonly sha: Oid; readonly ref: string; readonly wanted: readonly string[] | null },
): void {
  const found = reportedContexts(context, repository, asked.sha);
  const contexts = (asked.wanted ?? [...found.keys()]).map((name) => ({
    context: name,
    state: found.get(name) ?? "pending",
  }));
  if (contexts.every(({ state }) => state === "success")) return;
  throw new GithubProblem("conflict", `Conflict: Commit status checks failed for ${asked.ref}.`, [
    { contexts, resource: "Deployment", field: "required_contexts", code: "invalid" },
  ]);
}

/** State by name, of commit statuses and of check runs. */
function reportedContexts(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
): ReadonlyMap<string, string> {
  const statuses = combinedStatus(context, repository, sha).statuses;
  const runs = latestCheckRuns(checkRunsOf(context, repository, sha));
  const passing: readonly (string | null)[] = ["success", "neutral", "skipped"];
  return new Map([
    ...runs.map((run) => {
      const state = run.status === "completed" ? "failure" : "pending";
      return [run.name, passing.includes(run.conclusion) ? "success" : state] as const;
    }),
    ...statuses.map((status) => [status.context, status.state] as const),
  ]);
}
