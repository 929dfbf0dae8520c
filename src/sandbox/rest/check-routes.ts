import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorOf } from "../github/accounts.ts";
import { checkRunById, checkRunsOf, latestCheckRuns } from "../github/check-records.ts";
import { createCheckRun, updateCheckRun } from "../github/checks.ts";
import type { CheckRunInput } from "../github/checks.ts";
import { notFound } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { CheckRun, Repository } from "../model.ts";
import { countedList, created, list, ok } from "./answers.ts";
import { annotationJson, checkRunJson } from "./check-json.ts";
import { requireCommit } from "./commit-routes.ts";
import { body, choice, number, query, readable, text, writable } from "./inputs.ts";

const read = { name: "checks", level: "read" } as const;
const write = { name: "checks", level: "write" } as const;

export const checkRoutes: readonly Route[] = [
  {
    operation: "checks/create",
    method: "POST",
    path: "/repos/{owner}/{repo}/check-runs",
    permission: write,
    handle: postCheckRun,
  },
  {
    operation: "checks/get",
    method: "GET",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}",
    permission: read,
    handle: (request, context) => {
      const run = checkRunOf(request, context, readable(request, context, read.name));
      return Promise.resolve(ok(checkRunJson(context, run)));
    },
  },
  {
    operation: "checks/update",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}",
    permission: write,
    handle: patchCheckRun,
  },
  {
    operation: "checks/list-annotations",
    method: "GET",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
    permission: read,
    handle: (request, context) => {
      const run = checkRunOf(request, context, readable(request, context, read.name));
      return list(request, context, run.output.annotations, (annotation) =>
        annotationJson(context, run, annotation),
      );
    },
  },
  {
    operation: "checks/list-for-ref",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{ref}/check-runs",
    permission: read,
    handle: getCheckRuns,
  },
];

const annotation = v.pipe(
  v.object({
    path: v.string(),
    start_line: v.number(),
    end_line: v.number(),
    annotation_level: v.picklist(["notice", "warning", "failure"]),
    message: v.string(),
    title: v.optional(v.string()),
  }),
  v.transform((given) => ({
    path: given.path,
    startLine: given.start_line,
    endLine: given.end_line,
    level: given.annotation_level,
    message: given.message,
    title: given.title ?? null,
  })),
);

const action = v.object({
  label: v.pipe(v.string(), v.maxLength(20)),
  description: v.pipe(v.string(), v.maxLength(40)),
  identifier: v.pipe(v.string(), v.maxLength(20)),
});

const fields = {
  status: v.optional(v.picklist(["queued", "in_progress", "completed"])),
  conclusion: v.optional(
    v.picklist([
      "action_required",
      "cancelled",
      "failure",
      "neutral",
      "success",
      "skipped",
      "timed_out",
    ]),
  ),
  external_id: v.optional(v.string()),
  details_url: v.optional(v.string()),
  started_at: v.optional(v.string()),
  completed_at: v.optional(v.string()),
  output: v.optional(
    v.object({
      title: v.optional(v.string()),
      summary: v.optional(v.string()),
      text: v.optional(v.string()),
      annotations: v.optional(v.array(annotation)),
    }),
  ),
  actions: v.optional(v.array(action)),
};

const createRequest = v.object({ ...fields, name: v.string(), head_sha: v.string() });
const updateRequest = v.object({ ...fields, name: v.optional(v.string()) });

async function postCheckRun(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const input = body(request, createRequest);
  const actor = actorOf(context, request.caller);
  const run = await createCheckRun(context, actor, repository, {
    ...toInput(input),
    name: input.name,
    headSha: input.head_sha,
  });
  const json = checkRunJson(context, run);
  return created(json, json.url);
}

async function patchCheckRun(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const run = checkRunOf(request, context, writable(request, context, write.name));
  const input = toInput(body(request, updateRequest));
  const actor = actorOf(context, request.caller);
  return ok(checkRunJson(context, await updateCheckRun(context, actor, run, input)));
}

function toInput(given: v.InferOutput<typeof updateRequest>): CheckRunInput {
  return {
    name: given.name,
    status: given.status,
    conclusion: given.conclusion,
    externalId: given.external_id,
    detailsUrl: given.details_url,
    startedAt: given.started_at,
    completedAt: given.completed_at,
    output: given.output,
    actions: given.actions,
  };
}

async function getCheckRuns(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, read.name);
  const sha = await requireCommit(context, repository, text(request, "ref"));
  const all = checkRunsOf(context, repository, sha);
  const runs = choice(request, "filter", ["latest", "all"]) === "all" ? all : latestCheckRuns(all);
  const name = query(request, "check_name");
  const status = query(request, "status");
  const appId = query(request, "app_id");
  const matching = runs.filter(
    (run) =>
      (name === undefined || run.name === name) &&
      (status === undefined || run.status === status) &&
      (appId === undefined || String(run.appId) === appId),
  );
  return countedList(request, context, matching.toReversed(), {
    name: "check_runs",
    toJson: (run) => checkRunJson(context, run),
  });
}

function checkRunOf(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
): CheckRun {
  const run = checkRunById(context, number(request, "check_run_id"));
  if (run?.repositoryId !== repository.id) throw notFound();
  return run;
}
