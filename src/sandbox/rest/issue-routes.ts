import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { hasRole } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import { listComments } from "../github/comments.ts";
import { issueByNumber } from "../github/issue-records.ts";
import { createIssue, listIssues, updateIssue } from "../github/issues.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import { isPull } from "../github/pull-records.ts";
import { updatePull } from "../github/pulls.ts";
import { timelineOf } from "../github/timeline.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Issue, Repository } from "../model.ts";
import { created, list, ok } from "./answers.ts";
import { body, choice, instant, number, query, readable, writable } from "./inputs.ts";
import { issueJson, timelineCommentJson, timelineEventJson } from "./issue-json.ts";

const read = { name: "issues", level: "read" } as const;
const write = { name: "issues", level: "write" } as const;

export const issueRoutes: readonly Route[] = [
  {
    operation: "issues/list-for-repo",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues",
    permission: read,
    handle: getIssues,
  },
  {
    operation: "issues/create",
    method: "POST",
    path: "/repos/{owner}/{repo}/issues",
    permission: write,
    handle: postIssue,
  },
  {
    operation: "issues/get",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{issue_number}",
    permission: read,
    handle: (request, context) =>
      Promise.resolve(ok(issueJson(context, readableIssue(request, context)))),
  },
  {
    operation: "issues/update",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/issues/{issue_number}",
    permission: write,
    handle: patchIssue,
  },
  {
    operation: "issues/list-events",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{issue_number}/events",
    permission: read,
    handle: (request, context) =>
      list(request, context, timelineOf(context, readableIssue(request, context)), (event) =>
        timelineEventJson(context, event),
      ),
  },
  {
    operation: "issues/list-events-for-timeline",
    method: "GET",
    path: "/repos/{owner}/{repo}/issues/{issue_number}/timeline",
    permission: read,
    handle: getTimeline,
  },
];

/** The issue or pull request in the path, to be read. */
export function readableIssue(request: ApiRequest, context: SandboxContext): Issue {
  return issueOf(request, context, readable(request, context, issueOrPull(request)));
}

/** The issue or pull request in the path, to be written to. */
export function writableIssue(request: ApiRequest, context: SandboxContext): Issue {
  return issueOf(request, context, writable(request, context, issueOrPull(request)));
}

/** As an App's permission `issues` reaches pull requests' conversations, so does `pull_requests`. */
export function issueOrPull({ caller }: ApiRequest): string {
  if (caller.kind !== "installation" && caller.kind !== "actions") return "issues";
  return caller.permissions["issues"] === undefined ? "pull_requests" : "issues";
}

function issueOf(request: ApiRequest, context: SandboxContext, repository: Repository): Issue {
  const issue = issueByNumber(context, repository, number(request, "issue_number"));
  if (issue === undefined) throw notFound();
  return issue;
}

function getIssues(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const issues = listIssues(context, repository, {
    state: choice(request, "state", ["open", "closed", "all"]) ?? "open",
    labels: (query(request, "labels") ?? "").split(",").filter((name) => name !== ""),
    creator: query(request, "creator"),
    since: instant(request, "since"),
    sort: choice(request, "sort", ["created", "updated", "comments"]) ?? "created",
    direction: choice(request, "direction", ["asc", "desc"]) ?? "desc",
  });
  return list(request, context, issues, (issue) => issueJson(context, issue));
}

const labelName = v.pipe(
  v.union([v.string(), v.object({ name: v.string() })]),
  v.transform((label) => (typeof label === "string" ? label : label.name)),
);

const title = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((given) => String(given)),
);

const openRequest = v.object({
  title,
  body: v.optional(v.nullable(v.string())),
  labels: v.optional(v.array(labelName)),
});

async function postIssue(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const input = body(request, openRequest);
  const { caller } = request;
  // GitHub drops the labels of those who may not label, without a word.
  const mayLabel = caller.kind !== "user" || hasRole(context, repository, caller.login, "triage");
  const issue = await createIssue(context, actorOf(context, caller), repository, {
    title: input.title,
    body: input.body ?? null,
    labels: mayLabel ? (input.labels ?? []) : [],
  });
  const json = issueJson(context, issue);
  return created(json, json.url);
}

const changeRequest = v.object({
  title: v.optional(title),
  body: v.optional(v.nullable(v.string())),
  state: v.optional(v.picklist(["open", "closed"])),
  labels: v.optional(v.array(labelName)),
});

async function patchIssue(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const issue = writableIssue(request, context);
  requireAuthorOrTriager(request, context, issue);
  const actor = actorOf(context, request.caller);
  const changes = body(request, changeRequest);
  const changed = isPull(issue)
    ? await updatePull(context, actor, issue, changes)
    : await updateIssue(context, actor, issue, changes);
  return ok(issueJson(context, changed));
}

function requireAuthorOrTriager(
  { caller, params }: ApiRequest,
  context: SandboxContext,
  issue: Issue,
): void {
  if (caller.kind !== "user" || caller.login.toLowerCase() === issue.author.toLowerCase()) return;
  const repository = context.state.repositories.get(issue.repositoryId);
  if (repository === undefined || !hasRole(context, repository, caller.login, "triage"))
    throw new GithubProblem(
      "forbidden",
      `Must have admin rights to Repository ${params["owner"] ?? ""}/${params["repo"] ?? ""}.`,
    );
}

/** Events and comments in the order in which they happened. */
function getTimeline(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const issue = readableIssue(request, context);
  const entries = [
    ...timelineOf(context, issue).map((event) => ({
      at: event.createdAt,
      json: () => timelineEventJson(context, event),
    })),
    ...listComments(context, issue).map((comment) => ({
      at: comment.createdAt,
      json: () => timelineCommentJson(context, comment),
    })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  return list(request, context, entries, ({ json }) => json());
}
