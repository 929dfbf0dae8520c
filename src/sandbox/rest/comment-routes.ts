import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { hasRole } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import {
  commentById,
  createComment,
  deleteComment,
  listComments,
  updateComment,
} from "../github/comments.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Comment, Repository } from "../model.ts";
import { created, list, noContent, ok } from "./answers.ts";
import { body, choice, instant, number, readable, writable } from "./inputs.ts";
import { commentJson } from "./issue-json.ts";
import { issueOrPull, readableIssue, writableIssue } from "./issue-routes.ts";

const read = { name: "issues", level: "read" } as const;
const write = { name: "issues", level: "write" } as const;

export const commentRoutes: readonly Route[] = [
  {
    operation: "issues/list-comments",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    permission: read,
    handle: (request, context) => {
      const comments = listComments(context, readableIssue(request, context));
      return list(request, context, changedSince(request, comments), (comment) =>
        commentJson(context, comment),
      );
    },
  },
  {
    operation: "issues/create-comment",
    method: "POST",
    path: "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    permission: write,
    handle: postComment,
  },
  {
    operation: "issues/list-comments-for-repo",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/comments",
    permission: read,
    handle: getComments,
  },
  {
    operation: "issues/get-comment",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    permission: read,
    handle: (request, context) =>
      Promise.resolve(ok(commentJson(context, readableComment(request, context)))),
  },
  {
    operation: "issues/update-comment",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    permission: write,
    handle: patchComment,
  },
  {
    operation: "issues/delete-comment",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    permission: write,
    handle: removeComment,
  },
];

export function readableComment(request: ApiRequest, context: SandboxContext): Comment {
  const repository = readable(request, context, issueOrPull(request));
  return commentOf(request, context, repository);
}

export function writableComment(request: ApiRequest, context: SandboxContext): Comment {
  const repository = writable(request, context, issueOrPull(request));
  return commentOf(request, context, repository);
}

function commentOf(request: ApiRequest, context: SandboxContext, repository: Repository): Comment {
  const comment = commentById(context, number(request, "comment_id"));
  if (comment?.repositoryId !== repository.id) throw notFound();
  return comment;
}

function changedSince(request: ApiRequest, comments: readonly Comment[]): readonly Comment[] {
  const since = instant(request, "since");
  if (since === undefined) return comments;
  return comments.filter((comment) => Date.parse(comment.updatedAt) >= Date.parse(since));
}

const commentRequest = v.object({ body: v.string() });

async function postComment(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const issue = writableIssue(request, context);
  const actor = actorOf(context, request.caller);
  const comment = await createComment(context, actor, issue, body(request, commentRequest).body);
  const json = commentJson(context, comment);
  return created(json, json.url);
}

/** By time of creation, or of change with `sort=updated`; without `sort` GitHub ignores `direction`. */
function getComments(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, issueOrPull(request));
  const sort = choice(request, "sort", ["created", "updated"]);
  const key = sort === "updated" ? "updatedAt" : "createdAt";
  const comments = changedSince(
    request,
    context.state.comments.filter((comment) => comment.repositoryId === repository.id),
  );
  const ascending = [...comments].sort(
    (one, other) => one[key].localeCompare(other[key]) || one.id - other.id,
  );
  const isDescending = sort !== undefined && choice(request, "direction", ["desc"]) === "desc";
  return list(request, context, isDescending ? ascending.reverse() : ascending, (comment) =>
    commentJson(context, comment),
  );
}

async function patchComment(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const comment = writableComment(request, context);
  requireAuthorOrWriter(request, context, comment);
  const actor = actorOf(context, request.caller);
  const edited = await updateComment(context, actor, comment, body(request, commentRequest).body);
  return ok(commentJson(context, edited));
}

async function removeComment(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const comment = writableComment(request, context);
  requireAuthorOrWriter(request, context, comment);
  await deleteComment(context, actorOf(context, request.caller), comment);
  return noContent();
}

/** People edit their own comments, and those who may push edit everybody's. An App with the permission edits any. */
function requireAuthorOrWriter(
  { caller }: ApiRequest,
  context: SandboxContext,
  comment: Comment,
): void {
  if (caller.kind !== "user") return;
  const repository = context.state.repositories.get(comment.repositoryId);
  const isAuthor = caller.login.toLowerCase() === comment.author.toLowerCase();
  if (isAuthor || repository === undefined) return;
  if (!hasRole(context, repository, caller.login, "write"))
    throw new GithubProblem("forbidden", "Must have admin rights to Repository.");
}
