import type { SandboxContext } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import type { Issue, Oid, Pull, Repository } from "../model.ts";
import { accountOf, actorNamed } from "./accounts.ts";
import { readCommit } from "./commit-reading.ts";
import { emitIssueEvent } from "./events.ts";
import { toIso } from "./instants.ts";
import { latestIssue } from "./issue-records.ts";
import { changeState } from "./issues.ts";
import { writeMergeCommit } from "./merge-commits.ts";
import { copyRefs } from "./object-sharing.ts";
import { isPull, pullRef, pullsOfBranch } from "./pull-records.ts";
import type { PullRequest } from "./pull-records.ts";
import { gitOf, repositoryById, repositoryOf } from "./repositories.ts";
import { serially } from "./serial.ts";
import { recordTimelineEvent } from "./timeline.ts";

type Movement = { readonly name: string; readonly before: Oid; readonly after: Oid };

/** Brings every open pull request with this branch as head or base up to date with its new tip. */
export async function refreshPulls(
  context: SandboxContext,
  repository: Repository,
  login: string,
  movement: Movement,
): Promise<void> {
  const branch = movement.name.slice("refs/heads/".length);
  for (const pull of pullsOfBranch(context, repository, branch))
    await serially(context, pull.repositoryId, async () => {
      const current = latestIssue(context, pull);
      if (!isPull(current) || current.state === "closed") return;
      await refreshPull(context, repository, current, login, movement);
    });
}

/** Merges head into base for the record's `mergeCommitSha` and `refs/pull/N/merge`; a conflict clears both. */
export async function refreshTestMerge(
  context: SandboxContext,
  pull: PullRequest,
): Promise<PullRequest> {
  const repository = repositoryOf(context, pull);
  const git = gitOf(context, repository);
  const base = await git.ref(`refs/heads/${pull.pull.base.ref}`);
  const current = pull.pull.mergeCommitSha;
  if (base === undefined) return pull;
  if (
    current !== null &&
    (await isMergeOf(context, repository, current, [base, pull.pull.head.sha]))
  )
    return pull;
  const merged = await writeMergeCommit(context, repository, {
    ours: base,
    theirs: pull.pull.head.sha,
    author: accountOf(context, pull.author),
    message: `Merge ${pull.pull.head.sha} into ${base}`,
    sign: true,
  });
  const name = pullRef(pull.number, "merge");
  if (merged !== undefined || (await git.ref(name)) !== undefined)
    await git.updateRefs([{ name, after: merged ?? ZERO_OID, force: true }]);
  return putPull(context, pull, { mergeCommitSha: merged ?? null });
}

/** Brings the head's objects from the fork it is in, and points `refs/pull/N/head` at it. */
export async function fetchHead(context: SandboxContext, pull: PullRequest): Promise<void> {
  const repository = repositoryOf(context, pull);
  const git = gitOf(context, repository);
  const name = pullRef(pull.number, "head");
  const { head } = pull.pull;
  const fork = repositoryById(context, head.repositoryId);
  if (fork !== undefined && fork.id !== repository.id)
    await copyRefs(gitOf(context, fork), git, [`+refs/heads/${head.ref}:${name}`]);
  await git.updateRefs([{ name, after: head.sha, force: true }]);
}

/** Changes the pull request's own part of the record as it is now. */
export function putPull(
  context: SandboxContext,
  pull: PullRequest,
  changes: Partial<Pull>,
  issueChanges: Partial<Issue> = {},
): PullRequest {
  const current = latestIssue(context, pull);
  const changed: PullRequest = {
    ...current,
    ...issueChanges,
    pull: { ...(current.pull ?? pull.pull), ...changes },
  };
  context.state.issues.put(changed);
  return changed;
}

/** What happens to the record and the timeline when a pull request's changes have reached its base. */
export function markMerged(
  context: SandboxContext,
  pull: PullRequest,
  merge: { readonly login: string; readonly commit: Oid; readonly baseBefore: Oid },
): PullRequest {
  const now = toIso(context.now());
  const merged = putPull(
    context,
    pull,
    {
      base: { ...pull.pull.base, sha: merge.baseBefore },
      mergeCommitSha: merge.commit,
      mergedAt: now,
      mergedBy: merge.login,
    },
    { state: "closed", closedAt: now, updatedAt: now },
  );
  recordTimelineEvent(context, merged, { event: "merged", actor: merge.login });
  recordTimelineEvent(context, merged, { event: "closed", actor: merge.login });
  return merged;
}

async function refreshPull(
  context: SandboxContext,
  repository: Repository,
  pull: PullRequest,
  login: string,
  movement: Movement,
): Promise<void> {
  const { head } = pull.pull;
  const isHead = head.repositoryId === repository.id && `refs/heads/${head.ref}` === movement.name;
  if (movement.after === ZERO_OID)
    await changeState(context, actorNamed(context, login), pull, "closed");
  else if (isHead) await moveHead(context, pull, login, movement);
  else await moveBase(context, pull, login, movement);
}

async function moveHead(
  context: SandboxContext,
  pull: PullRequest,
  login: string,
  { before, after }: Movement,
): Promise<void> {
  const { base, head } = pull.pull;
  if (head.sha === after) return;
  const git = gitOf(context, repositoryOf(context, pull));
  const tip = await git.ref(`refs/heads/${base.ref}`);
  const moved = putPull(
    context,
    pull,
    { head: { ...head, sha: after }, base: { ...base, sha: tip ?? base.sha } },
    { updatedAt: toIso(context.now()) },
  );
  await fetchHead(context, moved);
  const fresh = await refreshTestMerge(context, moved);
  await emitIssueEvent(context, {
    issue: fresh,
    action: "synchronize",
    sender: login,
    fields: { before, after },
  });
}

/** A push to the base that contains the head is a merge made elsewhere, and GitHub records it as one. */
async function moveBase(
  context: SandboxContext,
  pull: PullRequest,
  login: string,
  { before, after }: Movement,
): Promise<void> {
  const git = gitOf(context, repositoryOf(context, pull));
  if (await git.isAncestor(pull.pull.head.sha, after)) {
    const issue = markMerged(context, pull, { login, commit: after, baseBefore: before });
    await emitIssueEvent(context, { issue, action: "closed", sender: login });
  } else await refreshTestMerge(context, pull);
}

async function isMergeOf(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
  parents: readonly Oid[],
): Promise<boolean> {
  const commit = await readCommit(context, repository, oid);
  return commit.parents.join() === parents.join();
}
