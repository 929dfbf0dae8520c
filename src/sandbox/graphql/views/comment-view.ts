import { issueOfComment } from "../../github/issue-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { isPull } from "../../github/pull-records.ts";
import { repositoryOf } from "../../github/repositories.ts";
import type { Comment } from "../../model.ts";
import { commentHtmlUrl } from "../../rest/issue-json.ts";
import type { View, Views } from "../view.ts";
import { writtenFields } from "./issue-view.ts";
import { reactableFields } from "./reaction-views.ts";

/** A comment on an issue or on a pull request. */
export function commentView(views: Views, comment: Comment): View {
  const { context } = views;
  const { editor, lastEditedAt } = comment;
  const repository = repositoryOf(context, comment);
  const issue = () => issueOfComment(context, comment);
  return {
    __typename: "IssueComment",
    id: formatNodeId("IssueComment", comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    ...writtenFields(views, comment),
    editor: () => (editor === undefined ? null : views.actor(editor)),
    includesCreatedEdit: lastEditedAt !== null,
    lastEditedAt,
    url: () => commentHtmlUrl(context, comment),
    ...reactableFields(views, { kind: "comment", id: comment.id }, repository),
    issue: () => views.issue(issue()),
    pullRequest: () => {
      const found = issue();
      return isPull(found) ? views.issue(found) : null;
    },
  };
}
