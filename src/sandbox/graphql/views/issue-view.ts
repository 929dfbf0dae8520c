import { allows, hasRole } from "../../github/access.ts";
import { listComments } from "../../github/comments.ts";
import { labelOrNameOnly } from "../../github/issue-records.ts";
import { isPull } from "../../github/pull-records.ts";
import { repositoryOf } from "../../github/repositories.ts";
import type { Comment, Issue } from "../../model.ts";
import { associationOf, issueHtmlUrl, issueNodeId } from "../../rest/issue-json.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";
import { viewerLogin } from "./account-views.ts";
import { labelConnection } from "./label-view.ts";
import type { LabelOrder } from "./label-view.ts";
import { pullFields } from "./pull-view.ts";
import { reactableFields } from "./reaction-views.ts";
import { timelineConnection } from "./timeline-views.ts";
import type { TimelineArguments } from "./timeline-views.ts";

/** An `Issue` or a `PullRequest`: they share all but what concerns branches. */
export function issueView(views: Views, issue: Issue): View {
  if (isPull(issue))
    return {
      __typename: "PullRequest",
      ...sharedFields(views, issue),
      ...pullFields(views, issue),
    };
  return {
    __typename: "Issue",
    ...sharedFields(views, issue),
    state: issue.state.toUpperCase(),
  };
}

function sharedFields(views: Views, issue: Issue) {
  const { context } = views;
  const repository = repositoryOf(context, issue);
  const url = issueHtmlUrl(context, repository, issue);
  return {
    id: issueNodeId(issue),
    databaseId: issue.id,
    number: issue.number,
    title: issue.title,
    ...writtenFields(views, issue),
    editor: null,
    includesCreatedEdit: false,
    lastEditedAt: null,
    url,
    resourcePath: url.slice(context.baseUrl().length),
    closed: issue.state === "closed",
    closedAt: issue.closedAt,
    locked: issue.locked,
    ...reactableFields(views, { kind: "issue", id: issue.id }, repository),
    viewerCanLabel: () => mayLabel(views, issue),
    labels: ({ orderBy, ...args }: PageArguments & { readonly orderBy?: LabelOrder | null }) => {
      const labels = issue.labels.map((name) => labelOrNameOnly(repository, name));
      return labelConnection(views, repository, labels, { ...args, orderBy });
    },
    comments: (args: CommentsArguments) => commentConnection(views, issue, args),
    timelineItems: (args: TimelineArguments) => timelineConnection(views, issue, args),
  };
}

/** What an issue and a comment have in common: somebody wrote a text. */
export function writtenFields(
  views: Views,
  text: Pick<Issue | Comment, "repositoryId" | "author" | "body" | "createdAt" | "updatedAt">,
) {
  const repository = repositoryOf(views.context, text);
  return {
    repository: () => views.repository(repository),
    author: () => views.actor(text.author),
    authorAssociation: () => associationOf(views.context, repository, text.author),
    body: text.body ?? "",
    createdAt: text.createdAt,
    publishedAt: text.createdAt,
    updatedAt: text.updatedAt,
    viewerDidAuthor: text.author === viewerLogin(views),
  };
}

type CommentsArguments = PageArguments & {
  readonly orderBy?: { readonly direction: "ASC" | "DESC" } | null;
};

/** In the order of writing, or of the last change. */
function commentConnection(views: Views, issue: Issue, { orderBy, ...args }: CommentsArguments) {
  const written = listComments(views.context, issue);
  const changed = [...written].sort(
    (one, other) => one.updatedAt.localeCompare(other.updatedAt) || one.id - other.id,
  );
  const descending = orderBy?.direction === "DESC" ? changed.toReversed() : changed;
  return connection({
    name: "comments",
    args,
    items: orderBy ? descending : written,
    keyOf: ({ id }) => id,
    toNode: views.comment,
  });
}

function mayLabel({ context, caller }: Views, issue: Issue): boolean {
  const repository = repositoryOf(context, issue);
  if (caller.kind === "user") return hasRole(context, repository, caller.login, "triage");
  return ["issues", "pull_requests"].some((permission) =>
    allows(context, caller, repository, permission, "write"),
  );
}
