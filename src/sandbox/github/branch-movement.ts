import type { SandboxContext } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import type { Commit, GitRepository } from "../git/git-store.ts";
import type { Oid, Repository } from "../model.ts";
import { pushedCommitJson } from "../rest/commit-json.ts";
import { repositoryHtmlUrl } from "../rest/urls.ts";
import { accountOf, gitIdentityOf } from "./accounts.ts";
import { refreshPulls } from "./pull-refresh.ts";
import { gitOf } from "./repositories.ts";

/** A ref that has moved; zeros before: it is new, zeros after: it is gone. */
export type Movement = {
  /** In full. */
  readonly name: string;
  readonly before: Oid;
  readonly after: Oid;
};

/** Above this many tags in one push GitHub tells of none of them. */
const tagsInOnePush = 3;

/** Commits described in a `push` payload; GitHub stops at 2,048, the sandbox earlier because it looks into each. */
const describedCommits = 20;

/** After a `git push`: as `recordMovements`, with GitHub's limit on tags. */
export async function recordPush(
  context: SandboxContext,
  repository: Repository,
  login: string,
  movements: readonly Movement[],
): Promise<void> {
  const isTag = ({ name }: Movement) => name.startsWith("refs/tags/");
  const told =
    movements.filter(isTag).length > tagsInOnePush
      ? movements.filter((movement) => !isTag(movement))
      : movements;
  await recordMovements(context, repository, login, told);
}

/** Tells of every branch and tag that moved, then brings the pull requests they concern up to date. */
export async function recordMovements(
  context: SandboxContext,
  repository: Repository,
  login: string,
  movements: readonly Movement[],
): Promise<void> {
  for (const movement of movements) {
    const kind = kindOf(movement);
    if (movement.before === movement.after || kind === undefined) continue;
    tellOfExistence(context, repository, login, movement, kind);
    await tellOfPush(context, repository, login, movement);
    if (kind === "branch") await refreshPulls(context, repository, login, movement);
  }
}

function kindOf({ name }: Movement): "branch" | "tag" | undefined {
  if (name.startsWith("refs/heads/")) return "branch";
  return name.startsWith("refs/tags/") ? "tag" : undefined;
}

function tellOfExistence(
  context: SandboxContext,
  repository: Repository,
  login: string,
  { name, before, after }: Movement,
  kind: "branch" | "tag",
): void {
  if (before !== ZERO_OID && after !== ZERO_OID) return;
  const common = {
    ref: name.replace(/^refs\/(heads|tags)\//, ""),
    ref_type: kind,
    pusher_type: "user",
  };
  const created = {
    ...common,
    master_branch: repository.defaultBranch,
    description: repository.description ?? null,
  };
  context.emit({
    event: after === ZERO_OID ? "delete" : "create",
    action: null,
    repositoryId: repository.id,
    sender: login,
    fields: after === ZERO_OID ? common : created,
  });
}

async function tellOfPush(
  context: SandboxContext,
  repository: Repository,
  login: string,
  movement: Movement,
): Promise<void> {
  const { name, before, after } = movement;
  const created = before === ZERO_OID;
  const deleted = after === ZERO_OID;
  const git = gitOf(context, repository);
  const head = deleted ? undefined : await git.resolve(after);
  const commits = deleted ? [] : await newCommits(context, repository, movement);
  const describe = (oid: Oid) => pushedCommitJson(context, repository, oid);
  context.emit({
    event: "push",
    action: null,
    repositoryId: repository.id,
    sender: login,
    fields: {
      ref: name,
      before,
      after,
      created,
      deleted,
      forced: !created && !deleted && !(await git.isAncestor(before, after)),
      base_ref: null,
      compare: compareUrl(context, repository, movement),
      commits: await Promise.all(commits.map(describe)),
      head_commit: head === undefined ? null : await describe(head),
      pusher: pusherOf(context, login),
    },
  });
}

/** Oldest first. Of a new branch those that the default branch lacks; of a tag none. */
async function newCommits(
  context: SandboxContext,
  repository: Repository,
  { name, before, after }: Movement,
): Promise<readonly Oid[]> {
  if (!name.startsWith("refs/heads/")) return [];
  const git = gitOf(context, repository);
  const main = await git.ref(`refs/heads/${repository.defaultBranch}`);
  const base = before === ZERO_OID ? main : before;
  if (base !== undefined && base !== after) {
    const direct = await commitsOnTop(git, base, after);
    if (direct !== undefined) return direct;
    const comparison = await git.compare(base, after);
    if (comparison !== undefined) return comparison.commits.slice(-describedCommits);
  }
  const isFirst = before === ZERO_OID && base === after;
  if (isFirst && name !== `refs/heads/${repository.defaultBranch}`) return [];
  const { oids } = await git.history(after, { first: describedCommits });
  return oids.toReversed();
}

/** Oldest first, when a few commits were put on top of the base one after another: the common case. */
async function commitsOnTop(
  git: GitRepository,
  base: Oid,
  after: Oid,
): Promise<readonly Oid[] | undefined> {
  const oids: Oid[] = [];
  for (let oid: Oid | undefined = after; oid !== base;) {
    const commit: Commit | undefined = oid === undefined ? undefined : await git.commit(oid);
    if (commit?.parents.length !== 1 || oids.length === describedCommits) return undefined;
    oids.unshift(commit.oid);
    oid = commit.parents[0];
  }
  return oids;
}

function compareUrl(
  context: SandboxContext,
  repository: Repository,
  { name, before, after }: Movement,
): string {
  const branch = name.replace(/^refs\/(heads|tags)\//, "");
  if (before === ZERO_OID) return repositoryHtmlUrl(context, repository, `/compare/${branch}`);
  const range = `${before.slice(0, 12)}...${after.slice(0, 12)}`;
  return repositoryHtmlUrl(context, repository, `/compare/${range}`);
}

function pusherOf(context: SandboxContext, login: string) {
  return { name: login, email: gitIdentityOf(accountOf(context, login)).email };
}
