import type { SandboxContext } from "../context.ts";
import type { GitRepository, Signature } from "../git/git-store.ts";
import type { Account, Oid, Repository } from "../model.ts";
import { gitIdentityOf, webFlowIdentity } from "./accounts.ts";
import { readCommit } from "./commit-reading.ts";
import { signatureAt } from "./instants.ts";
import { gitOf } from "./repositories.ts";

/** A commit with both as parents; undefined when they conflict. GitHub is its committer. */
export async function writeMergeCommit(
  context: SandboxContext,
  repository: Repository,
  merge: {
    readonly ours: Oid;
    readonly theirs: Oid;
    readonly author: Account;
    readonly message: string;
    readonly sign: boolean;
  },
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const { ours, theirs, author, message, sign } = merge;
  const merged = await git.mergeTrees(ours, theirs);
  if (!("tree" in merged)) return undefined;
  return git.writeCommit({
    tree: merged.tree,
    parents: [ours, theirs],
    author: signatureAt(gitIdentityOf(author), context.now()),
    committer: signatureAt(webFlowIdentity, context.now()),
    message,
    sign,
  });
}

/** One commit on `ours` with all that `theirs` brings; undefined when they conflict. Signed by GitHub. */
export async function writeSquashCommit(
  context: SandboxContext,
  repository: Repository,
  squash: {
    readonly ours: Oid;
    readonly theirs: Oid;
    readonly author: Account;
    readonly message: string;
  },
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const { ours, theirs, author, message } = squash;
  const merged = await git.mergeTrees(ours, theirs);
  if (!("tree" in merged)) return undefined;
  return git.writeCommit({
    tree: merged.tree,
    parents: [ours],
    author: signatureAt(gitIdentityOf(author), context.now()),
    committer: signatureAt(webFlowIdentity, context.now()),
    message,
    sign: true,
  });
}

/**
 * The commits one by one on top of `onto`, authors and messages kept; undefined at the first that conflicts.
 * Merge commits are left out. Whoever merges is the committer, and nothing is signed: GitHub can't vouch for these.
 */
export async function replayCommits(
  context: SandboxContext,
  repository: Repository,
  replay: {
    readonly onto: Oid;
    readonly commits: readonly Oid[];
    readonly committer: Account;
  },
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const committer = signatureAt(gitIdentityOf(replay.committer), context.now());
  let tip: Oid | undefined = replay.onto;
  for (const oid of replay.commits) {
    tip = await replayCommit(context, repository, git, { oid, onto: tip, committer });
    if (tip === undefined) return undefined;
  }
  return tip;
}

async function replayCommit(
  context: SandboxContext,
  repository: Repository,
  git: GitRepository,
  step: { readonly oid: Oid; readonly onto: Oid; readonly committer: Signature },
): Promise<Oid | undefined> {
  const { onto, committer } = step;
  const commit = await readCommit(context, repository, step.oid);
  const [parent] = commit.parents;
  if (parent === undefined || commit.parents.length > 1) return onto;
  const merged = await mergeOnto(context, repository, { ...step, parent });
  if (merged === undefined) return undefined;
  return git.writeCommit({
    tree: merged,
    parents: [onto],
    author: commit.author,
    committer,
    message: commit.message,
    sign: false,
  });
}

/**
 * A cherry-pick said as a merge: a commit with the tree of `onto`, placed beside the picked one on its parent,
 * makes that parent the common ancestor.
 */
async function mergeOnto(
  context: SandboxContext,
  repository: Repository,
  step: {
    readonly oid: Oid;
    readonly parent: Oid;
    readonly onto: Oid;
    readonly committer: Signature;
  },
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const { tree } = await readCommit(context, repository, step.onto);
  const beside = await git.writeCommit({
    tree,
    parents: [step.parent],
    author: step.committer,
    committer: step.committer,
    message: "stand-in",
    sign: false,
  });
  const merged = await git.mergeTrees(beside, step.oid);
  return "tree" in merged ? merged.tree : undefined;
}
