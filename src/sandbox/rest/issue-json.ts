import type { SandboxContext } from "../context.ts";
import { roleOf } from "../github/access.ts";
import { isMember, organizationByLogin } from "../github/accounts.ts";
import { formatNodeId } from "../github/node-id.ts";
import { repositoryOf } from "../github/repositories.ts";
import { issueOfComment, labelOrNameOnly } from "../github/issue-records.ts";
import type {
  Comment,
  Issue,
  Label,
  Reaction,
  ReactionContent,
  Repository,
  TimelineEvent,
} from "../model.ts";
import { accountJson } from "./account-json.ts";
import { appJsonOrNull } from "./app-json.ts";
import { repositoryJson } from "./repository-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `issue`; of a pull request, its view as an issue. */
export function issueJson(context: SandboxContext, issue: Issue) {
  const repository = repositoryOf(context, issue);
  const url = repositoryUrl(context, repository, `/issues/${issue.number}`);
  return {
    id: issue.id,
    node_id: issueNodeId(issue),
    url,
    repository_url: repositoryUrl(context, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issueHtmlUrl(context, repository, issue),
    number: issue.number,
    state: issue.state,
    state_reason: issue.state === "closed" && issue.pull === null ? "completed" : null,
    title: issue.title,
    body: issue.body,
    user: accountJson(context, issue.author),
    labels: labelsJson(context, repository, issue),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: commentCount(context, issue),
    closed_at: issue.closedAt,
    closed_by: closedBy(context, issue),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    author_association: associationOf(context, repository, issue.author),
    performed_via_github_app: null,
    reactions: reactionRollup(context, `${url}/reactions`, { kind: "issue", id: issue.id }),
    ...(issue.pull === null ? {} : pullLink(context, repository, issue)),
  };
}

/** A pull request keeps the number and the labels of its issue, but has a node id of its own kind. */
export function issueNodeId(issue: Issue): string {
  return formatNodeId(issue.pull === null ? "Issue" : "PullRequest", issue.id);
}

export function issueHtmlUrl(
  context: SandboxContext,
  repository: Repository,
  issue: Issue,
): string {
  const kind = issue.pull === null ? "issues" : "pull";
  return repositoryHtmlUrl(context, repository, `/${kind}/${issue.number}`);
}

/** GitHub's `issue-comment`. */
export function commentJson(context: SandboxContext, comment: Comment) {
  const repository = repositoryOf(context, comment);
  const url = repositoryUrl(context, repository, `/issues/comments/${comment.id}`);
  return {
    id: comment.id,
    node_id: formatNodeId("IssueComment", comment.id),
    url,
    html_url: commentHtmlUrl(context, comment),
    issue_url: repositoryUrl(context, repository, `/issues/${comment.issueNumber}`),
    user: accountJson(context, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(context, repository, comment.author),
    performed_via_github_app: appJsonOrNull(context, comment.viaAppId),
    reactions: reactionRollup(context, `${url}/reactions`, { kind: "comment", id: comment.id }),
  };
}

export function commentHtmlUrl(context: SandboxContext, comment: Comment): string {
  const issue = issueHtmlUrl(
    context,
    repositoryOf(context, comment),
    issueOfComment(context, comment),
  );
  return `${issue}#issuecomment-${comment.id}`;
}

/** GitHub's `label`. */
export function labelJson(context: SandboxContext, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: formatNodeId("Label", label.id),
    url: repositoryUrl(context, repository, `/labels/${encodeURIComponent(label.name)}`),
    name: label.name,
    description: label.description ?? null,
    color: label.color,
    default: false,
  };
}

export function labelsJson(context: SandboxContext, repository: Repository, issue: Issue) {
  return issue.labels.map((name) =>
    labelJson(context, repository, labelOrNameOnly(repository, name)),
  );
}

/** GitHub's `reaction`. */
export function reactionJson(context: SandboxContext, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: formatNodeId("Reaction", reaction.id),
    user: accountJson(context, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** An entry of an issue's events and, with the issue left out, of its timeline. */
export function timelineEventJson(context: SandboxContext, event: TimelineEvent) {
  const repository = repositoryOf(context, event);
  const label = event.label === null ? undefined : labelOrNameOnly(repository, event.label);
  return {
    id: event.id,
    node_id: formatNodeId("TimelineEvent", event.id),
    url: repositoryUrl(context, repository, `/issues/events/${event.id}`),
    actor: accountJson(context, event.actor),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: event.createdAt,
    ...(label === undefined ? {} : { label: { name: label.name, color: label.color } }),
    performed_via_github_app: null,
  };
}

/** A comment as an entry of the timeline. */
export function timelineCommentJson(context: SandboxContext, comment: Comment) {
  const json = commentJson(context, comment);
  return { ...json, event: "commented", actor: json.user };
}

/** How someone stands to the repository. People decide nothing by it: it is shown beside what they write. */
export function associationOf(context: SandboxContext, repository: Repository, login: string) {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return "OWNER";
  const organization = organizationByLogin(context, repository.owner);
  if (organization !== undefined && isMember(organization, login)) return "MEMBER";
  const role = roleOf(context, { ...repository, private: true }, login);
  return role === "none" ? "NONE" : "COLLABORATOR";
}

function pullLink(context: SandboxContext, repository: Repository, issue: Issue) {
  const html = issueHtmlUrl(context, repository, issue);
  return {
    draft: issue.pull?.draft ?? false,
    pull_request: {
      url: repositoryUrl(context, repository, `/pulls/${issue.number}`),
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: issue.pull?.mergedAt ?? null,
    },
    repository: repositoryJson(context, repository),
  };
}

function commentCount(context: SandboxContext, issue: Issue): number {
  return context.state.comments.filter(
    (comment) =>
      comment.repositoryId === issue.repositoryId && comment.issueNumber === issue.number,
  ).length;
}

function closedBy(context: SandboxContext, issue: Issue) {
  if (issue.state === "open") return null;
  const closing = context.state.timelineEvents
    .filter(
      (event) =>
        event.event === "closed" &&
        event.repositoryId === issue.repositoryId &&
        event.issueNumber === issue.number,
    )
    .at(-1);
  return closing === undefined ? null : accountJson(context, closing.actor);
}

const contents: readonly ReactionContent[] = [
  "+1",
  "-1",
  "laugh",
  "hooray",
  "confused",
  "heart",
  "rocket",
  "eyes",
];

function reactionRollup(context: SandboxContext, url: string, subject: Reaction["subject"]) {
  const reactions = context.state.reactions.filter(
    (reaction) => reaction.subject.kind === subject.kind && reaction.subject.id === subject.id,
  );
  const counts = contents.map(
    (content) =>
      [content, reactions.filter((reaction) => reaction.content === content).length] as const,
  );
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}
