import type { SandboxContext } from "../context.ts";
import type { Oid, Repository } from "../model.ts";
import { accountOf, gitIdentityOf } from "./accounts.ts";
import type { Actor } from "./accounts.ts";
import { recordMovements } from "./branch-movement.ts";
import type { Movement } from "./branch-movement.ts";
import { readCommit } from "./commit-reading.ts";
import { emitIssueEvent } from "./events.ts";
import { replayCommits, writeMergeCommit, writeSquashCommit } from "./merge-commits.ts";
import { GithubProblem } from "./problem.ts";
import { comparePull } from "./pull-records.ts";
import type { PullRequest } from "./pull-records.ts";
import { markMerged } from "./pull-refresh.ts";
import { latestPull } from "./pulls.ts";
import { gitOf, repositoryOf } from "./repositories.ts";
import { serially } from "./serial.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export type MergeRequest = {
  readonly method: MergeMethod;
  /** What the head must be: else 409. */
  readonly sha?: Oid | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
};

/** Resolves to the commit that the base branch is at afterwards. 405 when it can't be merged, 409 for another head. */
export async function mergePull(
  context: SandboxContext,
  actor: Actor,
  pull: PullRequest,
  request: MergeRequest,
): Promise<{ readonly sha: Oid }> {
  const repository = repositoryOf(context, pull);
  const { merged, movement } = await serially(context, repository.id, () =>
    land(context, actor, repository, latestPull(context, pull), request),
  );
  await emitIssueEvent(context, { issue: merged, action: "closed", sender: actor.login });
  await recordMovements(context, repository, actor.login, [movement]);
  return { sha: movement.after };
}

async function land(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<{ readonly merged: PullRequest; readonly movement: Movement }> {
  requireMergeable(pull, request);
  const git = gitOf(context, repository);
  const name = `refs/heads/${pull.pull.base.ref}`;
  const before = await git.ref(name);
  if (before === undefined) throw notMergeable();
  const after = await commitFor(context, actor, repository, pull, request, before);
  if (after === undefined) throw notMergeable();
  const movement = { name, before, after };
  const result = await git.updateRefs([{ ...movement, force: false }]);
  if (result.kind !== "updated")
    throw new GithubProblem(
      "not-allowed",
      "Base branch was modified. Review and try the merge again.",
    );
  const merged = markMerged(context, pull, {
    login: actor.login,
    commit: after,
    baseBefore: before,
  });
  return { merged, movement };
}

function requireMergeable(pull: PullRequest, { sha }: MergeRequest): void {
  if (pull.state === "closed") throw notMergeable();
  if (pull.pull.draft) throw new GithubProblem("not-allowed", "Pull Request is still a draft");
  if (sha !== undefined && sha !== pull.pull.head.sha)
    throw new GithubProblem(
      "conflict",
      "Head branch was modified. Review and try the merge again.",
    );
}

function notMergeable(): GithubProblem {
  return new GithubProblem("not-allowed", "Pull Request is not mergeable");
}

async function commitFor(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
  ours: Oid,
): Promise<Oid | undefined> {
  const theirs = pull.pull.head.sha;
  switch (request.method) {
    case "merge": {
      const message = mergeMessage(context, pull, request);
      return writeMergeCommit(context, repository, {
        ours,
        theirs,
        author: actor.account,
        message,
        sign: true,
      });
    }
    case "squash": {
      const message = await squashMessage(context, repository, pull, request);
      const author = accountOf(context, pull.author);
      return writeSquashCommit(context, repository, { ours, theirs, author, message });
    }
    case "rebase": {
      const { commits } = await comparePull(context, pull);
      const committer = actor.account;
      return replayCommits(context, repository, { onto: ours, commits, committer });
    }
  }
}

function mergeMessage(context: SandboxContext, pull: PullRequest, request: MergeRequest): string {
  const owner = repositoryOf(context, pull.pull.head).owner;
  const title =
    request.title ?? `Merge pull request #${pull.number} from ${owner}/${pull.pull.head.ref}`;
  return withBody(title, request.message ?? pull.title);
}

/** GitHub's default: of a single commit its own title and body, of several the pull request's title and a list. */
async function squashMessage(
  context: SandboxContext,
  repository: Repository,
  pull: PullRequest,
  request: MergeRequest,
): Promise<string> {
  const { commits } = await comparePull(context, pull);
  const read = await Promise.all(commits.map((oid) => readCommit(context, repository, oid)));
  const written = read.filter((commit) => commit.parents.length < 2);
  const [only] = written.length === 1 ? written : [];
  const title =
    request.title ?? `${only === undefined ? pull.title : titleOf(only.message)} (#${pull.number})`;
  const texts = written.map(({ message }) => `* ${message.trimEnd()}`).join("\n\n");
  const body = request.message ?? (only === undefined ? texts : bodyOf(only.message));
  return withBody(
    title,
    withCoAuthors(
      context,
      pull,
      body,
      written.map(({ author }) => author),
    ),
  );
}

/** Everyone but the pull request's author, who is the commit's. */
function withCoAuthors(
  context: SandboxContext,
  pull: PullRequest,
  body: string,
  authors: readonly { readonly name: string; readonly email: string }[],
): string {
  const own = gitIdentityOf(accountOf(context, pull.author)).email.toLowerCase();
  const noreply = `+${pull.author.toLowerCase()}@users.noreply.github.com`;
  const others = authors.filter(({ email }) => {
    const address = email.toLowerCase();
    return address !== own && !address.endsWith(noreply);
  });
  const lines = new Set(others.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`));
  return lines.size === 0 ? body : `${body}\n\n${[...lines].join("\n")}`.trim();
}

function withBody(title: string, body: string): string {
  return body.trim() === "" ? title : `${title}\n\n${body.trim()}`;
}

function titleOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

function bodyOf(message: string): string {
  return message.split("\n").slice(1).join("\n").trim();
}
