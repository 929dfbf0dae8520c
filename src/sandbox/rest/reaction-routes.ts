import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { hasRole } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import { listReactions, react, unreact } from "../github/reactions.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Reaction } from "../model.ts";
import { created, list, noContent, ok } from "./answers.ts";
import { readableComment, writableComment } from "./comment-routes.ts";
import { body, number, query } from "./inputs.ts";
import { reactionJson } from "./issue-json.ts";
import { readableIssue, writableIssue } from "./issue-routes.ts";

type Subject = Reaction["subject"];
type Locate = (request: ApiRequest, context: SandboxContext) => Subject;

const read = { name: "issues", level: "read" } as const;
const write = { name: "issues", level: "write" } as const;

const comment = {
  path: "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  toRead: subjectOf("comment", readableComment),
  toWrite: subjectOf("comment", writableComment),
};

const issue = {
  path: "/repos/{owner}/{repo}/issues/{issue_number}/reactions",
  toRead: subjectOf("issue", readableIssue),
  toWrite: subjectOf("issue", writableIssue),
};

export const reactionRoutes: readonly Route[] = [
  {
    operation: "reactions/list-for-issue-comment",
    method: "GET",
    path: comment.path,
    permission: read,
    handle: listing(comment.toRead),
  },
  {
    operation: "reactions/create-for-issue-comment",
    method: "POST",
    path: comment.path,
    permission: write,
    handle: creating(comment.toWrite),
  },
  {
    operation: "reactions/delete-for-issue-comment",
    method: "DELETE",
    path: `${comment.path}/{reaction_id}`,
    permission: write,
    handle: deleting(comment.toWrite),
  },
  {
    operation: "reactions/list-for-issue",
    method: "GET",
    path: issue.path,
    permission: read,
    handle: listing(issue.toRead),
  },
  {
    operation: "reactions/create-for-issue",
    method: "POST",
    path: issue.path,
    permission: write,
    handle: creating(issue.toWrite),
  },
  {
    operation: "reactions/delete-for-issue",
    method: "DELETE",
    path: `${issue.path}/{reaction_id}`,
    permission: write,
    handle: deleting(issue.toWrite),
  },
];

function subjectOf(
  kind: Subject["kind"],
  locate: (request: ApiRequest, context: SandboxContext) => { readonly id: number },
): Locate {
  return (request, context) => ({ kind, id: locate(request, context).id });
}

function listing(locate: Locate): Route["handle"] {
  return (request, context) => {
    const content = query(request, "content");
    const reactions = listReactions(context, locate(request, context)).filter(
      (reaction) => content === undefined || reaction.content === content,
    );
    return list(request, context, reactions, (reaction) => reactionJson(context, reaction));
  };
}

/** 200 with the earlier one when it is there already, 201 for a new one. */
function creating(locate: Locate): Route["handle"] {
  return async (request, context): Promise<ApiResponse> => {
    const subject = locate(request, context);
    const { content } = body(request, v.object({ content: v.string() }));
    const actor = actorOf(context, request.caller);
    const { reaction, created: isNew } = await react(context, actor, subject, content);
    const json = reactionJson(context, reaction);
    return isNew ? created(json) : ok(json);
  };
}

function deleting(locate: Locate): Route["handle"] {
  return async (request, context) => {
    const subject = locate(request, context);
    const id = number(request, "reaction_id");
    const reaction = listReactions(context, subject).find((known) => known.id === id);
    if (reaction === undefined) throw notFound();
    requireOwn(request, context, reaction);
    await unreact(context, reaction);
    return noContent();
  };
}

function requireOwn(request: ApiRequest, context: SandboxContext, reaction: Reaction): void {
  const { caller } = request;
  if (actorOf(context, caller).login === reaction.author) return;
  const repository = context.state.repositories.find(
    ({ owner, name }) => owner === request.params["owner"] && name === request.params["repo"],
  );
  const isAdmin =
    caller.kind === "user" &&
    repository !== undefined &&
    hasRole(context, repository, caller.login, "admin");
  if (!isAdmin) throw new GithubProblem("forbidden", "Resource not accessible by integration");
}
