import type { SandboxContext } from "../context.ts";
import type { ChangedFile, ChangedPath, Commit, Signature } from "../git/git-store.ts";
import { accountByEmail } from "../github/accounts.ts";
import { changesOfCommit, readCommit } from "../github/commit-reading.ts";
import { secondsToIso } from "../github/instants.ts";
import { formatGitNodeId } from "../github/node-id.ts";
import { gitOf } from "../github/repositories.ts";
import type { Oid, Repository } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `commit` without statistics and files, as in lists. */
export async function commitJson(context: SandboxContext, repository: Repository, oid: Oid) {
  const commit = await readCommit(context, repository, oid);
  const url = repositoryUrl(context, repository, `/commits/${oid}`);
  return {
    sha: oid,
    node_id: formatGitNodeId("Commit", repository.id, oid),
    commit: {
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message,
      tree: treeLink(context, repository, commit),
      url: repositoryUrl(context, repository, `/git/commits/${oid}`),
      comment_count: 0,
      verification: await verificationJson(context, repository, commit),
    },
    url,
    html_url: repositoryHtmlUrl(context, repository, `/commit/${oid}`),
    comments_url: `${url}/comments`,
    author: signerJson(context, commit.author),
    committer: signerJson(context, commit.committer),
    parents: parentLinks(context, repository, commit, "commits"),
  };
}

/** GitHub's `commit` with statistics and files, as when one is read. */
export async function detailedCommitJson(
  context: SandboxContext,
  repository: Repository,
  oid: Oid,
) {
  const files = await changesOfCommit(context, repository, oid);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    ...(await commitJson(context, repository, oid)),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => changedFileJson(context, repository, oid, file)),
  };
}

/** GitHub's `git-commit`: the object itself. */
export async function gitCommitJson(context: SandboxContext, repository: Repository, oid: Oid) {
  const commit = await readCommit(context, repository, oid);
  return {
    sha: oid,
    node_id: formatGitNodeId("Commit", repository.id, oid),
    url: repositoryUrl(context, repository, `/git/commits/${oid}`),
    html_url: repositoryHtmlUrl(context, repository, `/commit/${oid}`),
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    tree: treeLink(context, repository, commit),
    message: commit.message,
    parents: parentLinks(context, repository, commit, "git/commits"),
    verification: await verificationJson(context, repository, commit),
  };
}

/** GitHub's `diff-entry`, without the patch. */
export function changedFileJson(
  context: SandboxContext,
  repository: Repository,
  commit: Oid,
  file: ChangedFile,
) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: repositoryHtmlUrl(context, repository, `/blob/${commit}/${path}`),
    raw_url: repositoryHtmlUrl(context, repository, `/raw/${commit}/${path}`),
    contents_url: repositoryUrl(context, repository, `/contents/${path}?ref=${commit}`),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** A commit in a `push` payload, with the paths it changes. */
export async function pushedCommitJson(context: SandboxContext, repository: Repository, oid: Oid) {
  const commit = await readCommit(context, repository, oid);
  const files = (await gitOf(context, repository).changedPaths(oid)) ?? [];
  const paths = (status: ChangedPath["status"]) =>
    files.filter((file) => file.status === status).map((file) => file.path);
  return {
    ...(await simpleCommitJson(context, repository, oid)),
    distinct: true,
    url: repositoryHtmlUrl(context, repository, `/commit/${oid}`),
    author: pusherJson(context, commit.author),
    committer: pusherJson(context, commit.committer),
    added: paths("added"),
    removed: paths("removed"),
    modified: paths("modified"),
  };
}

/** GitHub's `simple-commit`, as workflow runs and checks show their head. */
export async function simpleCommitJson(context: SandboxContext, repository: Repository, oid: Oid) {
  const commit = await readCommit(context, repository, oid);
  return {
    id: oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: secondsToIso(commit.committer.seconds),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function gitObjectUrl(
  context: SandboxContext,
  repository: Repository,
  object: { readonly type: string; readonly sha: Oid },
): string {
  return repositoryUrl(context, repository, `/git/${object.type}s/${object.sha}`);
}

async function verificationJson(context: SandboxContext, repository: Repository, commit: Commit) {
  const found = await gitOf(context, repository).verification(commit.oid);
  return {
    verified: found.verified,
    reason: found.reason,
    signature: found.signature,
    payload: found.payload,
    verified_at: found.verified ? secondsToIso(commit.committer.seconds) : null,
  };
}

function signatureJson(signature: Signature) {
  return {
    name: signature.name,
    email: signature.email,
    date: secondsToIso(signature.seconds),
  };
}

function signerJson(context: SandboxContext, signature: Signature) {
  const account = accountByEmail(context, signature.email);
  return account === undefined ? null : accountJson(context, account);
}

function pusherJson(context: SandboxContext, signature: Signature) {
  const account = accountByEmail(context, signature.email);
  return {
    name: signature.name,
    email: signature.email,
    date: secondsToIso(signature.seconds),
    ...(account === undefined ? {} : { username: account.login }),
  };
}

function treeLink(context: SandboxContext, repository: Repository, commit: Commit) {
  return {
    sha: commit.tree,
    url: repositoryUrl(context, repository, `/git/trees/${commit.tree}`),
  };
}

function parentLinks(
  context: SandboxContext,
  repository: Repository,
  commit: Commit,
  resource: "commits" | "git/commits",
) {
  return commit.parents.map((sha) => ({
    sha,
    url: repositoryUrl(context, repository, `/${resource}/${sha}`),
    html_url: repositoryHtmlUrl(context, repository, `/commit/${sha}`),
  }));
}
