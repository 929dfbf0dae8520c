import type { SandboxContext } from "../context.ts";
import { repositoryById, repositoryOf } from "../github/repositories.ts";
import { comparePull, mergeableOf } from "../github/pull-records.ts";
import type { PullRequest } from "../github/pull-records.ts";
import type { Repository } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { associationOf, issueHtmlUrl, issueJson, issueNodeId, labelsJson } from "./issue-json.ts";
import { repositoryJson } from "./repository-json.ts";
import { repositoryUrl } from "./urls.ts";

/** GitHub's `pull-request-simple`, as in lists. */
export function pullSummaryJson(context: SandboxContext, pull: PullRequest) {
  const repository = repositoryOf(context, pull);
  const { id, number, state, locked, title, body, createdAt, updatedAt, closedAt } = pull;
  return {
    id,
    node_id: issueNodeId(pull),
    ...addresses(context, repository, pull),
    number,
    state,
    locked,
    active_lock_reason: null,
    title,
    body,
    user: accountJson(context, pull.author),
    labels: labelsJson(context, repository, pull),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: closedAt,
    merged_at: pull.pull.mergedAt,
    merge_commit_sha: pull.pull.mergeCommitSha,
    draft: pull.pull.draft,
    head: sideJson(
      context,
      repositoryById(context, pull.pull.head.repositoryId) ?? repository,
      pull.pull.head,
    ),
    base: sideJson(context, repository, pull.pull.base),
    author_association: associationOf(context, repository, pull.author),
    auto_merge: null,
  };
}

/** GitHub's `pull-request`, as when one is read and in webhooks. */
export async function pullJson(context: SandboxContext, pull: PullRequest) {
  const { commits, files } = await comparePull(context, pull);
  const mergeable = mergeableOf(pull);
  return {
    ...pullSummaryJson(context, pull),
    merged: pull.pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeableState(pull),
    merged_by: pull.pull.mergedBy === null ? null : accountJson(context, pull.pull.mergedBy),
    comments: issueJson(context, pull).comments,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** GitHub's `pull-request-minimal`, as workflow runs and checks list them. */
export function pullReferenceJson(context: SandboxContext, pull: PullRequest) {
  const repository = repositoryOf(context, pull);
  const head = repositoryById(context, pull.pull.head.repositoryId) ?? repository;
  return {
    id: pull.id,
    number: pull.number,
    url: repositoryUrl(context, repository, `/pulls/${pull.number}`),
    head: {
      ref: pull.pull.head.ref,
      sha: pull.pull.head.sha,
      repo: repositoryReference(context, head),
    },
    base: {
      ref: pull.pull.base.ref,
      sha: pull.pull.base.sha,
      repo: repositoryReference(context, repository),
    },
  };
}

function addresses(context: SandboxContext, repository: Repository, pull: PullRequest) {
  const url = repositoryUrl(context, repository, `/pulls/${pull.number}`);
  const issue = repositoryUrl(context, repository, `/issues/${pull.number}`);
  const html = issueHtmlUrl(context, repository, pull);
  const reviewComment = repositoryUrl(context, repository, "/pulls/comments{/number}");
  const statuses = repositoryUrl(context, repository, `/statuses/${pull.pull.head.sha}`);
  return {
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

function sideJson(
  context: SandboxContext,
  repository: Repository,
  side: { readonly ref: string; readonly sha: string },
) {
  return {
    label: `${repository.owner}:${side.ref}`,
    ref: side.ref,
    sha: side.sha,
    user: accountJson(context, repository.owner),
    repo: repositoryJson(context, repository),
  };
}

function mergeableState(pull: PullRequest): "clean" | "dirty" | "draft" | "unknown" {
  if (pull.state === "closed") return "unknown";
  if (mergeableOf(pull) === false) return "dirty";
  return pull.pull.draft ? "draft" : "clean";
}

function repositoryReference(context: SandboxContext, repository: Repository) {
  return {
    id: repository.id,
    url: repositoryUrl(context, repository),
    name: repository.name,
  };
}
