import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { hasRole } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import { mergePull } from "../github/pull-merge.ts";
import { listPulls, pullByNumber } from "../github/pull-records.ts";
import type { PullRequest } from "../github/pull-records.ts";
import { openPull, pullCommits, pullFiles, updatePull } from "../github/pulls.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Repository } from "../model.ts";
import { created, list, ok } from "./answers.ts";
import { changedFileJson, commitJson } from "./commit-json.ts";
import { body, choice, number, query, readable, writable } from "./inputs.ts";
import { pullJson, pullSummaryJson } from "./pull-json.ts";

const read = { name: "pull_requests", level: "read" } as const;
const write = { name: "pull_requests", level: "write" } as const;

export const pullRoutes: readonly Route[] = [
  {
    operation: "pulls/list",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls",
    permission: read,
    handle: getPulls,
  },
  {
    operation: "pulls/create",
    method: "POST",
    path: "/repos/{owner}/{repo}/pulls",
    permission: write,
    handle: postPull,
  },
  {
    operation: "pulls/get",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}",
    permission: read,
    handle: async (request, context) =>
      ok(await pullJson(context, pullOf(request, context, readable(request, context, read.name)))),
  },
  {
    operation: "pulls/update",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}",
    permission: write,
    handle: patchPull,
  },
  {
    operation: "pulls/merge",
    method: "PUT",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}/merge",
    permission: { name: "contents", level: "write" },
    handle: putMerge,
  },
  {
    operation: "pulls/list-files",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}/files",
    permission: read,
    handle: getFiles,
  },
  {
    operation: "pulls/list-commits",
    method: "GET",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}/commits",
    permission: read,
    handle: getCommits,
  },
];

/** What GitHub lists of one pull request at most, however it is paged. */
const limits = { files: 3000, commits: 250 };

function getPulls(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const sort = choice(request, "sort", ["created", "updated"]) ?? "created";
  const pulls = listPulls(context, repository, {
    state: choice(request, "state", ["open", "closed", "all"]) ?? "open",
    head: query(request, "head"),
    base: query(request, "base"),
    sort,
    direction: choice(request, "direction", ["asc", "desc"]) ?? "desc",
  });
  return list(request, context, pulls, (pull) => pullSummaryJson(context, pull));
}

const openRequest = v.object({
  title: v.string(),
  body: v.optional(v.nullable(v.string())),
  head: v.string(),
  base: v.string(),
  draft: v.optional(v.boolean()),
});

async function postPull(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const input = body(request, openRequest);
  const actor = actorOf(context, request.caller);
  const pull = await openPull(context, actor, repository, {
    ...input,
    body: input.body ?? null,
    draft: input.draft ?? false,
  });
  const json = await pullJson(context, pull);
  return created(json, json.url);
}

const changeRequest = v.object({
  title: v.optional(v.string()),
  body: v.optional(v.nullable(v.string())),
  state: v.optional(v.picklist(["open", "closed"])),
  base: v.optional(v.string()),
});

async function patchPull(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const pull = pullOf(request, context, repository);
  requireAuthorOrWriter(request, context, repository, pull);
  const actor = actorOf(context, request.caller);
  return ok(
    await pullJson(context, await updatePull(context, actor, pull, body(request, changeRequest))),
  );
}

const mergeRequest = v.object({
  commit_title: v.optional(v.string()),
  commit_message: v.optional(v.string()),
  sha: v.optional(v.string()),
  merge_method: v.optional(v.picklist(["merge", "squash", "rebase"]), "merge"),
});

async function putMerge(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, "contents");
  const pull = pullOf(request, context, repository);
  const input = body(request, mergeRequest);
  const { sha } = await mergePull(context, actorOf(context, request.caller), pull, {
    method: input.merge_method,
    sha: input.sha,
    title: input.commit_title,
    message: input.commit_message,
  });
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

async function getFiles(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const pull = pullOf(request, context, repository);
  const files = (await pullFiles(context, pull)).slice(0, limits.files);
  return list(request, context, files, (file) =>
    changedFileJson(context, repository, pull.pull.head.sha, file),
  );
}

async function getCommits(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const commits = await pullCommits(context, pullOf(request, context, repository));
  return list(request, context, commits.slice(0, limits.commits), (oid) =>
    commitJson(context, repository, oid),
  );
}

function pullOf(request: ApiRequest, context: SandboxContext, repository: Repository): PullRequest {
  const pull = pullByNumber(context, repository, number(request, "pull_number"));
  if (pull === undefined) throw notFound();
  return pull;
}

/** A person changes their own, and those who may push change all. */
function requireAuthorOrWriter(
  { caller }: ApiRequest,
  context: SandboxContext,
  repository: Repository,
  pull: PullRequest,
): void {
  if (caller.kind !== "user" || caller.login.toLowerCase() === pull.author.toLowerCase()) return;
  if (!hasRole(context, repository, caller.login, "write"))
    throw new GithubProblem("forbidden", "Must have admin rights to Repository.");
}
