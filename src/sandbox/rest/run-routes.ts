import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorOf } from "../github/accounts.ts";
import { GithubProblem, notFound, unprocessable } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Repository, Workflow, WorkflowRun } from "../model.ts";
import type { ActionsPort } from "./actions-port.ts";
import { countedList, noContent, ok } from "./answers.ts";
import { body, number, query, readable, text, writable } from "./inputs.ts";
import { matchesFilter } from "./run-filter.ts";
import { jobJson, workflowJson, workflowRunJson } from "./workflow-json.ts";

const read = { name: "actions", level: "read" } as const;
const write = { name: "actions", level: "write" } as const;
const one = "/repos/{owner}/{repo}/actions/runs/{run_id}";
const workflow = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}";

/** Workflows, their runs and jobs. */
export function runRoutes(actions: ActionsPort): readonly Route[] {
  return [
    ...readRoutes,
    {
      operation: "actions/re-run-workflow",
      method: "POST",
      path: `${one}/rerun`,
      permission: write,
      handle: async (request, context) => {
        const run = runOf(request, context, writable(request, context, write.name));
        if (run.status !== "completed")
          throw new GithubProblem("forbidden", `This workflow is already running`);
        await actions.rerun(run.id);
        return { status: 201, body: {} };
      },
    },
    {
      operation: "actions/create-workflow-dispatch",
      method: "POST",
      path: `${workflow}/dispatches`,
      permission: write,
      handle: (request, context) => dispatch(request, context, actions),
    },
  ];
}

export function runOf(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
): WorkflowRun {
  const run = context.state.workflowRuns.get(number(request, "run_id"));
  if (run?.repositoryId !== repository.id) throw notFound();
  return run;
}

const readRoutes: readonly Route[] = [
  {
    operation: "actions/list-workflow-runs-for-repo",
    method: "GET",
    path: "/repos/{owner}/{repo}/actions/runs",
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, read.name);
      return listRuns(request, context, repository, () => true);
    },
  },
  {
    operation: "actions/list-workflow-runs",
    method: "GET",
    path: `${workflow}/runs`,
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, read.name);
      const { id } = workflowOf(request, context, repository);
      return listRuns(request, context, repository, (run) => run.workflowId === id);
    },
  },
  {
    operation: "actions/get-workflow-run",
    method: "GET",
    path: one,
    permission: read,
    handle: async (request, context) => {
      const run = runOf(request, context, readable(request, context, read.name));
      return ok(await workflowRunJson(context, run));
    },
  },
  {
    operation: "actions/get-workflow-run-attempt",
    method: "GET",
    path: `${one}/attempts/{attempt_number}`,
    permission: read,
    handle: getAttempt,
  },
  {
    operation: "actions/list-jobs-for-workflow-run",
    method: "GET",
    path: `${one}/jobs`,
    permission: read,
    handle: listJobs,
  },
  {
    operation: "actions/list-repo-workflows",
    method: "GET",
    path: "/repos/{owner}/{repo}/actions/workflows",
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, read.name);
      return countedList(request, context, workflowsOf(context, repository), {
        name: "workflows",
        toJson: (workflow) => workflowJson(context, repository, workflow),
      });
    },
  },
  {
    operation: "actions/get-workflow",
    method: "GET",
    path: workflow,
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, read.name);
      const found = workflowOf(request, context, repository);
      return Promise.resolve(ok(workflowJson(context, repository, found)));
    },
  },
];

/** Newest first. */
function listRuns(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
  isAsked: (run: WorkflowRun) => boolean,
): Promise<ApiResponse> {
  const filter = {
    actor: query(request, "actor"),
    branch: query(request, "branch"),
    event: query(request, "event"),
    status: query(request, "status"),
    headSha: query(request, "head_sha"),
    created: query(request, "created"),
  };
  const runs = context.state.workflowRuns
    .filter((run) => run.repositoryId === repository.id && isAsked(run))
    .filter((run) => matchesFilter(run, filter))
    .sort((one, other) => other.id - one.id);
  return countedList(request, context, runs, {
    name: "workflow_runs",
    toJson: async (run) => {
      const json = await workflowRunJson(context, run);
      return query(request, "exclude_pull_requests") === "true"
        ? { ...json, pull_requests: [] }
        : json;
    },
  });
}

/** An earlier attempt is the run with what was different then. */
async function getAttempt(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const run = runOf(request, context, readable(request, context, read.name));
  const attempt = number(request, "attempt_number");
  if (attempt === run.runAttempt) return ok(await workflowRunJson(context, run));
  const earlier = run.previousAttempts?.find((known) => known.runAttempt === attempt);
  if (earlier === undefined) throw notFound();
  return ok(await workflowRunJson(context, { ...run, ...earlier }));
}

/** Of the newest attempt unless `filter=all`. */
function listJobs(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const run = runOf(request, context, readable(request, context, read.name));
  const isAll = query(request, "filter") === "all";
  const jobs = context.state.workflowJobs.filter(
    (job) => job.runId === run.id && (isAll || job.runAttempt === run.runAttempt),
  );
  return countedList(request, context, jobs, {
    name: "jobs",
    toJson: (job) => jobJson(context, run, job),
  });
}

function workflowsOf(context: SandboxContext, repository: Repository): readonly Workflow[] {
  return context.state.workflows.filter((known) => known.repositoryId === repository.id);
}

/** By its id, or by the name of its file. */
function workflowOf(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
): Workflow {
  const wanted = text(request, "workflow_id");
  const found = workflowsOf(context, repository).find(
    (known) => String(known.id) === wanted || known.path.split("/").at(-1) === wanted,
  );
  if (found === undefined) throw notFound();
  return found;
}

const scalar = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform((value) => String(value)),
);

const dispatchRequest = v.object({
  ref: v.string(),
  inputs: v.optional(v.record(v.string(), scalar), {}),
});

async function dispatch(
  request: ApiRequest,
  context: SandboxContext,
  actions: ActionsPort,
): Promise<ApiResponse> {
  const repository = writable(request, context, write.name);
  const found = workflowOf(request, context, repository);
  const { ref, inputs } = body(request, dispatchRequest);
  const actor = actorOf(context, request.caller).login;
  const started = await actions.dispatch({
    workflowId: found.id,
    ref: ref.replace(/^refs\/(heads|tags)\//, ""),
    inputs,
    actor,
  });
  if (started === undefined)
    throw unprocessable(`Workflow does not have 'workflow_dispatch' trigger`);
  return noContent();
}
