import type { SandboxContext } from "../context.ts";
import type { Comment, Issue } from "../model.ts";
import { commentJson, issueJson } from "../rest/issue-json.ts";
import type { Actor } from "./accounts.ts";
import { toIso } from "./instants.ts";
import { issueOfComment } from "./issue-records.ts";
import { bodyLimit } from "./issues.ts";
import { invalid } from "./problem.ts";

export function commentById(context: SandboxContext, id: number): Comment | undefined {
  return context.state.comments.get(id);
}

/** Oldest first. */
export function listComments(context: SandboxContext, issue: Issue): readonly Comment[] {
  return context.state.comments.filter(
    (comment) =>
      comment.repositoryId === issue.repositoryId && comment.issueNumber === issue.number,
  );
}

/** A body of up to 65,536 characters that is not blank: else 422. */
export async function createComment(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  body: string,
): Promise<Comment> {
  requireBody(body);
  const now = toIso(context.now());
  const comment: Comment = {
    id: context.state.nextId("comments"),
    repositoryId: issue.repositoryId,
    issueNumber: issue.number,
    author: actor.login,
    viaAppId: actor.app?.id ?? null,
    body,
    createdAt: now,
    updatedAt: now,
    lastEditedAt: null,
  };
  context.state.comments.put(comment);
  touchIssue(context, comment);
  tell(context, actor, comment, "created");
  return Promise.resolve(comment);
}

/** An edit, by whomever: `lastEditedAt` says that there was one. */
export async function updateComment(
  context: SandboxContext,
  actor: Actor,
  comment: Comment,
  body: string,
): Promise<Comment> {
  requireBody(body);
  const now = toIso(context.now());
  const editor = actor.login;
  const edited: Comment = { ...comment, body, updatedAt: now, lastEditedAt: now, editor };
  context.state.comments.put(edited);
  tell(context, actor, edited, "edited", { changes: { body: { from: comment.body } } });
  return Promise.resolve(edited);
}

export async function deleteComment(
  context: SandboxContext,
  actor: Actor,
  comment: Comment,
): Promise<void> {
  context.state.comments.remove(comment.id);
  tell(context, actor, comment, "deleted");
  return Promise.resolve();
}

function requireBody(body: string): void {
  if (body.trim() === "")
    throw invalid({ resource: "IssueComment", code: "missing_field", field: "body" });
  if (body.length > bodyLimit)
    throw invalid({
      resource: "IssueComment",
      code: "unprocessable",
      field: "data",
      message: `Body is too long (maximum is ${bodyLimit} characters)`,
    });
}

function touchIssue(context: SandboxContext, comment: Comment): void {
  const issue = issueOfComment(context, comment);
  context.state.issues.put({ ...issue, updatedAt: comment.updatedAt });
}

function tell(
  context: SandboxContext,
  actor: Actor,
  comment: Comment,
  action: "created" | "edited" | "deleted",
  fields: Readonly<Record<string, unknown>> = {},
): void {
  context.emit({
    event: "issue_comment",
    action,
    repositoryId: comment.repositoryId,
    sender: actor.login,
    fields: {
      issue: issueJson(context, issueOfComment(context, comment)),
      comment: commentJson(context, comment),
      ...fields,
    },
  });
}
