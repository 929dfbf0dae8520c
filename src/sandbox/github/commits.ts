import type { SandboxContext } from "../context.ts";
import { ZERO_OID } from "../git/git-store.ts";
import type { Signature } from "../git/git-store.ts";
import type { Iso8601, Oid, Repository } from "../model.ts";
import { gitIdentityOf, webFlowIdentity } from "./accounts.ts";
import type { Actor } from "./accounts.ts";
import { recordMovements } from "./branch-movement.ts";
import { readCommit } from "./commit-reading.ts";
import { signatureAt } from "./instants.ts";
import { refusingAsGit } from "./git-refusals.ts";
import { GithubProblem, notFound, unprocessable } from "./problem.ts";
import { gitOf } from "./repositories.ts";

/** An author or committer as a request gives it. */
export type GivenIdentity = {
  readonly name: string;
  readonly email: string;
  readonly date?: Iso8601 | undefined;
};

/**
 * A commit object, on no branch yet. An App that names neither author nor committer gets its bot as author and
 * GitHub as committer, and GitHub signs; any other commit is unsigned.
 */
export async function createCommit(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly message: string;
    readonly tree: Oid;
    readonly parents: readonly Oid[];
    readonly author?: GivenIdentity | undefined;
    readonly committer?: GivenIdentity | undefined;
  },
): Promise<Oid> {
  const git = gitOf(context, repository);
  if ((await git.type(input.tree)) !== "tree") throw unprocessable("Tree SHA does not exist");
  for (const parent of input.parents)
    if ((await git.type(parent)) !== "commit")
      throw unprocessable("Parent SHA does not exist or is not a commit object");
  return refusingAsGit(
    git.writeCommit({
      tree: input.tree,
      parents: input.parents,
      message: input.message,
      ...signaturesFor(context, actor, input),
    }),
  );
}

/**
 * GraphQL's `createCommitOnBranch`: a signed commit on the branch if it still is at `expectedHead`.
 * `stale` if not; `not-found` without such a branch; `invalid` for a bad path or one to delete that is missing.
 */
export async function commitOnBranch(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly branch: string;
    readonly expectedHead: Oid;
    readonly message: string;
    readonly additions: readonly { readonly path: string; readonly content: Buffer }[];
    readonly deletions: readonly string[];
  },
): Promise<{ readonly oid: Oid }> {
  const git = gitOf(context, repository);
  const { expectedHead } = input;
  const name = `refs/heads/${input.branch}`;
  const head = await git.ref(name);
  if (head === undefined) throw notFound(`No ref exists with the name ${name}`);
  if (head !== expectedHead) throw stale(expectedHead);
  const tree = await editedTree(context, repository, input);
  const oid = await refusingAsGit(
    git.writeCommit({
      tree,
      parents: [expectedHead],
      author: signatureAt(gitIdentityOf(actor.account), context.now()),
      committer: signatureAt(webFlowIdentity, context.now()),
      message: input.message,
      sign: true,
    }),
  );
  const update = { name, before: expectedHead, after: oid, force: false };
  const result = await git.updateRefs([update]);
  if (result.kind !== "updated") throw stale(expectedHead);
  await recordMovements(context, repository, actor.login, [update]);
  return { oid };
}

export type FileChange = {
  readonly path: string;
  /** Default: the default branch. */
  readonly branch?: string | undefined;
  readonly message: string;
  /** `null` deletes. */
  readonly content: Buffer | null;
  /** The blob that is there now; needed to replace or delete one. */
  readonly sha?: Oid | undefined;
  readonly author?: GivenIdentity | undefined;
  readonly committer?: GivenIdentity | undefined;
};

/** One file on one branch by one commit; the first file of an empty repository makes its default branch. */
export async function changeFile(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  change: FileChange,
): Promise<{ readonly commit: Oid; readonly created: boolean }> {
  const git = gitOf(context, repository);
  requirePath(change.path);
  const name = `refs/heads/${change.branch ?? repository.defaultBranch}`;
  const head = await branchForChange(context, repository, name);
  const existing = head === undefined ? undefined : await git.resolve(`${head}:${change.path}`);
  requireSameBlob(change, existing);
  const base =
    head === undefined
      ? await git.writeTree([])
      : (await readCommit(context, repository, head)).tree;
  const file = { path: change.path, content: change.content };
  const edited = await refusingAsGit(git.editTree(base, [file]));
  if (!("tree" in edited)) throw notFound();
  const commit = await git.writeCommit({
    tree: edited.tree,
    parents: head === undefined ? [] : [head],
    message: change.message,
    ...signaturesFor(context, actor, change),
  });
  const update = { name, before: head ?? ZERO_OID, after: commit, force: false };
  const result = await git.updateRefs([update]);
  if (result.kind !== "updated")
    throw new GithubProblem(
      "conflict",
      `${name} is at another commit but expected ${update.before}`,
    );
  await recordMovements(context, repository, actor.login, [update]);
  return { commit, created: existing === undefined };
}

function stale(expected: Oid): GithubProblem {
  return new GithubProblem(
    "stale",
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );
}

async function editedTree(
  context: SandboxContext,
  repository: Repository,
  input: Parameters<typeof commitOnBranch>[3],
): Promise<Oid> {
  const paths = [...input.additions.map(({ path }) => path), ...input.deletions];
  paths.forEach(requirePath);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw unprocessable(`A path was given more than once: ${twice}`);
  const { tree } = await readCommit(context, repository, input.expectedHead);
  const edited = await refusingAsGit(
    gitOf(context, repository).editTree(tree, [
      ...input.deletions.map((path) => ({ path, content: null })),
      ...input.additions,
    ]),
  );
  if ("tree" in edited) return edited.tree;
  throw unprocessable(
    `A path was requested for deletion which does not exist as of commit oid \`${input.expectedHead}\``,
  );
}

/** What git itself refuses in a tree. */
export function isTreePath(path: string): boolean {
  const parts = path.split("/");
  return (
    !path.includes("\0") &&
    parts.every(
      (part) => part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git",
    )
  );
}

function requirePath(path: string): void {
  if (!isTreePath(path)) throw unprocessable("path contains a malformed path component");
}

async function branchForChange(
  context: SandboxContext,
  repository: Repository,
  name: string,
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const head = await git.ref(name);
  if (head !== undefined || (await git.refs("refs/heads/")).length === 0) return head;
  throw notFound(`Branch ${name.slice("refs/heads/".length)} not found`);
}

function requireSameBlob({ path, sha, content }: FileChange, existing: Oid | undefined): void {
  if (existing === undefined && content === null) throw notFound();
  if (existing === undefined && sha === undefined) return;
  if (sha === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== existing) throw new GithubProblem("conflict", `${path} does not match ${sha}`);
}

function signaturesFor(
  context: SandboxContext,
  actor: Actor,
  given: {
    readonly author?: GivenIdentity | undefined;
    readonly committer?: GivenIdentity | undefined;
  },
): { readonly author: Signature; readonly committer: Signature; readonly sign: boolean } {
  const own = signatureAt(gitIdentityOf(actor.account), context.now());
  const isOurs = given.author === undefined && given.committer === undefined;
  if (isOurs && actor.app !== null) {
    const committer = signatureAt(webFlowIdentity, context.now());
    return { author: own, committer, sign: true };
  }
  const author = given.author === undefined ? own : givenSignature(context, given.author);
  const committer =
    given.committer === undefined ? author : givenSignature(context, given.committer);
  return { author, committer, sign: false };
}

function givenSignature(context: SandboxContext, given: GivenIdentity): Signature {
  const date = given.date === undefined ? context.now() : new Date(given.date);
  if (Number.isNaN(date.getTime())) throw unprocessable("Invalid date");
  return signatureAt({ name: given.name, email: given.email }, date);
}
