import type { SandboxContext } from "../context.ts";
import type { ChangedFile } from "../git/git-store.ts";
import type { Oid, Repository } from "../model.ts";
import type { Actor } from "./accounts.ts";
import { compareCommits } from "./commit-reading.ts";
import { emitIssueEvent } from "./events.ts";
import { toIso } from "./instants.ts";
import { latestIssue } from "./issue-records.ts";
import { registerIssue, requireShortBody, requireTitle, updateIssue } from "./issues.ts";
import type { IssueChanges } from "./issues.ts";
import { copyRefs } from "./object-sharing.ts";
import { GithubProblem, invalid } from "./problem.ts";
import type { FieldProblem } from "./problem.ts";
import { comparePull, concernsCommit, isPull, pullsOf } from "./pull-records.ts";
import type { PullRequest } from "./pull-records.ts";
import { fetchHead, putPull, refreshTestMerge } from "./pull-refresh.ts";
import { findRepository, gitOf, repositoryOf } from "./repositories.ts";
import { serially } from "./serial.ts";

/** `head` is a branch here, or `owner:branch` in the repository itself or a fork of it. 422 as GitHub says it. */
export async function openPull(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly title: string;
    readonly body?: string | null;
    readonly head: string;
    readonly base: string;
    readonly draft?: boolean;
  },
): Promise<PullRequest> {
  requireTitle("PullRequest", input.title);
  requireShortBody(input.body ?? null);
  const opened = await serially(context, repository.id, async () => {
    const head = await headSide(context, repository, input.head);
    const base = await baseSide(context, repository, input.base);
    await requireSomethingNew(context, repository, input, { head, base });
    const pull = { draft: input.draft ?? false, base, head };
    return registerPull(context, actor, repository, { ...input, pull });
  });
  await emitIssueEvent(context, { issue: opened, action: "opened", sender: actor.login });
  return opened;
}

/** As `updateIssue`; another base is compared and merged anew. Reopening needs the head branch. */
export async function updatePull(
  context: SandboxContext,
  actor: Actor,
  pull: PullRequest,
  changes: IssueChanges & { readonly base?: string | undefined },
): Promise<PullRequest> {
  const { base } = changes;
  if (changes.state === "open" && pull.state === "closed") await requireReopenable(context, pull);
  await updateIssue(context, actor, pull, changes);
  if (base !== undefined && base !== pull.pull.base.ref)
    await changeBase(context, actor, pull, base);
  return latestPull(context, pull);
}

/** Oldest first. */
export async function pullCommits(
  context: SandboxContext,
  pull: PullRequest,
): Promise<readonly Oid[]> {
  return (await comparePull(context, pull)).commits;
}

export async function pullFiles(
  context: SandboxContext,
  pull: PullRequest,
): Promise<readonly ChangedFile[]> {
  return (await comparePull(context, pull)).files;
}

/**
 * The pull requests that a commit came by: those it is the head or the merge of, else those that contain it.
 * Of a commit on the default branch GitHub names only merged ones.
 */
export async function pullsOfCommit(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
): Promise<readonly PullRequest[]> {
  const pulls = pullsOf(context, repository).filter(
    (pull) => pull.state === "open" || pull.pull.mergedAt !== null,
  );
  const containing: PullRequest[] = [];
  for (const pull of pulls)
    if (concernsCommit(pull, oid) || (await brought(context, pull, oid))) containing.push(pull);
  const merged = containing.filter((pull) => pull.pull.mergedAt !== null);
  const isOnDefault = await isOnDefaultBranch(context, repository, oid);
  return isOnDefault && merged.length > 0 ? merged : containing;
}

export function latestPull(context: SandboxContext, pull: PullRequest): PullRequest {
  const current = latestIssue(context, pull);
  return isPull(current) ? current : pull;
}

type Head = PullRequest["pull"]["head"];
type Base = PullRequest["pull"]["base"];

async function headSide(
  context: SandboxContext,
  repository: Repository,
  text: string,
): Promise<Head> {
  const [, owner = repository.owner, ref = text] = /^([^:]+):(.+)$/.exec(text) ?? [];
  const source = headRepository(context, repository, owner);
  const sha =
    source === undefined ? undefined : await gitOf(context, source).ref(`refs/heads/${ref}`);
  if (source === undefined || sha === undefined) throw fault({ field: "head", code: "invalid" });
  return { repositoryId: source.id, ref, sha };
}

function headRepository(
  context: SandboxContext,
  repository: Repository,
  owner: string,
): Repository | undefined {
  if (owner.toLowerCase() === repository.owner.toLowerCase()) return repository;
  const fork = context.state.repositories.find(
    (other) => other.forkOf === repository.id && other.owner.toLowerCase() === owner.toLowerCase(),
  );
  return fork ?? findRepository(context, owner, repository.name);
}

async function baseSide(
  context: SandboxContext,
  repository: Repository,
  ref: string,
): Promise<Base> {
  const sha = await gitOf(context, repository).ref(`refs/heads/${ref}`);
  if (sha === undefined) throw fault({ field: "base", code: "invalid" });
  return { ref, sha };
}

async function requireSomethingNew(
  context: SandboxContext,
  repository: Repository,
  asked: { readonly head: string; readonly base: string },
  sides: { readonly head: Head; readonly base: Base },
): Promise<void> {
  const { head, base } = sides;
  const isSame = ({ pull, state }: PullRequest) =>
    state === "open" &&
    pull.base.ref === base.ref &&
    pull.head.ref === head.ref &&
    pull.head.repositoryId === head.repositoryId;
  const owner = repositoryOf(context, head).owner;
  if (pullsOf(context, repository).some(isSame))
    throw fault({
      code: "custom",
      message: `A pull request already exists for ${owner}:${head.ref}.`,
    });
  await borrowHead(context, repository, head);
  const { commits } = await compareCommits(context, repository, base.sha, head.sha);
  if (commits.length === 0)
    throw fault({
      code: "custom",
      message: `No commits between ${asked.base} and ${asked.head}`,
    });
}

/** A fork's commits must be here before they can be compared; `refs/pull` gets them a name of their own later. */
async function borrowHead(
  context: SandboxContext,
  repository: Repository,
  head: Head,
): Promise<void> {
  if (head.repositoryId === repository.id) return;
  const fork = gitOf(context, repositoryOf(context, head));
  await copyRefs(fork, gitOf(context, repository), [`refs/heads/${head.ref}`]);
}

async function registerPull(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly title: string;
    readonly body?: string | null;
    readonly pull: Pick<PullRequest["pull"], "draft" | "base" | "head">;
  },
): Promise<PullRequest> {
  const issue = registerIssue(context, actor, repository, {
    title: input.title,
    body: input.body ?? null,
    labels: [],
    pull: { ...input.pull, mergeCommitSha: null, mergedAt: null, mergedBy: null },
  });
  if (!isPull(issue)) throw new Error("a pull request was registered as an issue");
  await fetchHead(context, issue);
  return refreshTestMerge(context, issue);
}

async function requireReopenable(context: SandboxContext, pull: PullRequest): Promise<void> {
  const { head } = pull.pull;
  const tip = await gitOf(context, repositoryOf(context, head)).ref(`refs/heads/${head.ref}`);
  if (pull.pull.mergedAt !== null || tip !== head.sha)
    throw fault({
      code: "custom",
      field: "state",
      message: "state cannot be changed. The pull request cannot be reopened.",
    });
}

async function changeBase(
  context: SandboxContext,
  actor: Actor,
  pull: PullRequest,
  ref: string,
): Promise<void> {
  const repository = repositoryOf(context, pull);
  if (pull.state === "closed")
    throw new GithubProblem("invalid", "Validation Failed", [
      "Cannot change the base branch of a closed pull request.",
    ]);
  const before = pull.pull.base;
  const changed = await serially(context, repository.id, async () => {
    const base = await baseSide(context, repository, ref);
    const now = toIso(context.now());
    return refreshTestMerge(context, putPull(context, pull, { base }, { updatedAt: now }));
  });
  const changes = { base: { ref: { from: before.ref }, sha: { from: before.sha } } };
  await emitIssueEvent(context, {
    issue: changed,
    action: "edited",
    sender: actor.login,
    fields: { changes },
  });
}

/** By the branch itself, or by the merge, squash or rebase that put it on the base. */
async function brought(context: SandboxContext, pull: PullRequest, oid: Oid): Promise<boolean> {
  const commits = await pullCommits(context, pull);
  if (commits.includes(oid)) return true;
  const { mergeCommitSha, mergedAt, base } = pull.pull;
  if (mergedAt === null || mergeCommitSha === null) return false;
  const repository = repositoryOf(context, pull);
  const landed = await compareCommits(context, repository, base.sha, mergeCommitSha);
  return landed.commits.includes(oid);
}

async function isOnDefaultBranch(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
): Promise<boolean> {
  const git = gitOf(context, repository);
  const tip = await git.ref(`refs/heads/${repository.defaultBranch}`);
  return tip !== undefined && git.isAncestor(oid, tip);
}

function fault(what: Omit<Exclude<FieldProblem, string>, "resource">): GithubProblem {
  return invalid({ resource: "PullRequest", ...what });
}
