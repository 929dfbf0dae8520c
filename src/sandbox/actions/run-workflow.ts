/** All jobs of a run, each when those it needs have ended. */
import type Bottleneck from "bottleneck";

import type { SandboxContext } from "../context.ts";
import type { WorkflowJob as JobRecord, WorkflowRun } from "../model.ts";
import { ActionsError } from "./actions-error.ts";
import { runContexts } from "./contexts.ts";
import type { RunContexts } from "./contexts.ts";
import {
  NO_STATUS,
  evaluateCondition,
  evaluateText,
  evaluateToken,
  toText,
} from "./expressions.ts";
import type { ExpressionScope } from "./expressions.ts";
import { planJobs } from "./job-plan.ts";
import type { JobPlan } from "./job-plan.ts";
import { isJsonObject } from "./json-schema.ts";
import { logProblems } from "./problem-log.ts";
import { runJob } from "./run-job.ts";
import type { JobEnd } from "./run-job.ts";
import { completeJob, createJob, startJob, startRun } from "./run-records.ts";
import type { Trigger } from "./trigger.ts";
import type { WorkflowFile, WorkflowJob } from "./workflow-file.ts";

export type RunRequest = {
  readonly context: SandboxContext;
  readonly run: WorkflowRun;
  readonly trigger: Trigger;
  readonly workflow: WorkflowFile;
  /** How many jobs run at once, over all runs. */
  readonly slots: Bottleneck;
  readonly cancelled: AbortSignal;
  readonly closing: AbortSignal;
};

type Result = "success" | "failure" | "cancelled" | "skipped";

/** What became of a job of the file, all its combinations together. */
type Group = {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** Its own result and those of all that it needs, near and far. */
  readonly chain: readonly Result[];
};

type GraphRequest = RunRequest & {
  readonly contexts: RunContexts;
  /** Tells, once, that the run is in progress. */
  readonly begin: () => Promise<void>;
};

/** Resolves to the run's conclusion; its records are up to date but for that. */
export async function runWorkflow(request: RunRequest): Promise<Result> {
  const { context, run, trigger, workflow } = request;
  let begun: Promise<void> | undefined;
  const graph = {
    ...request,
    contexts: runContexts(context, run, trigger),
    begin: () => (begun ??= startRun(context, run.id)),
  };
  const groups = new Map<string, Promise<Group>>();
  const groupOf = (id: string): Promise<Group> => {
    const job = workflow.jobs.find((known) => known.id === id);
    if (job === undefined)
      throw new ActionsError("invalid-workflow", `There is no job ${id} in ${workflow.path}.`);
    const group = groups.get(id) ?? runGroup(graph, job, groupOf);
    groups.set(id, group);
    return group;
  };
  const results = await Promise.all(
    workflow.jobs.map(async ({ id }) => (await groupOf(id)).result),
  );
  return request.cancelled.aborted ? "cancelled" : conclude(results);
}

async function runGroup(
  request: GraphRequest,
  job: WorkflowJob,
  groupOf: (id: string) => Promise<Group>,
): Promise<Group> {
  const needed = await Promise.all(job.needs.map(async (id) => [id, await groupOf(id)] as const));
  const chain = needed.flatMap(([, group]) => group.chain);
  const own = await runCombinations(request, job, scopeOf(request, needed));
  return { ...own, chain: [...chain, own.result] };
}

/** What a job's `if`, name and matrix see. */
function scopeOf(
  { contexts, cancelled }: GraphRequest,
  needed: readonly (readonly [string, Group])[],
): ExpressionScope & { readonly contexts: RunContexts } {
  const chain = needed.flatMap(([, group]) => group.chain);
  const needs = needed.map(([id, { result, outputs }]) => [id, { result, outputs }] as const);
  return {
    contexts: { ...contexts, needs: Object.fromEntries(needs) },
    status: {
      success: !cancelled.aborted && chain.every((result) => result === "success"),
      failure: chain.includes("failure"),
      cancelled: cancelled.aborted,
    },
    hashFiles: undefined,
  };
}

async function runCombinations(
  request: GraphRequest,
  job: WorkflowJob,
  scope: ExpressionScope & { readonly contexts: RunContexts },
): Promise<Omit<Group, "chain">> {
  const { context, run } = request;
  try {
    if (!evaluateCondition(job.if, scope, job.line)) {
      const record = createJob(context, run, evaluateText(job.name, scope) || job.id, "queued");
      completeJob(context, record, "skipped");
      return { result: "skipped", outputs: {} };
    }
    const plan = planJobs(job, scope);
    const failFast = new AbortController();
    const ends = await Promise.all(
      plan.map((planned) => runPlanned(request, job, planned, failFast)),
    );
    const outputs = ends.map((end) => end.outputs);
    return {
      result: conclude(ends.map(({ conclusion }) => conclusion)),
      outputs: Object.fromEntries(outputs.flatMap((known) => Object.entries(known))),
    };
  } catch (error) {
    await request.begin();
    logProblems(context, run, { name: job.id, line: job.line, error });
    return { result: "failure", outputs: {} };
  }
}

/** A failure that the file allows counts as success, and stops no other combination. */
async function runPlanned(
  request: GraphRequest,
  job: WorkflowJob,
  planned: JobPlan,
  failFast: AbortController,
): Promise<JobEnd> {
  const { context, run, cancelled, closing } = request;
  const record = createJob(context, run, planned.name, "queued");
  const stopped = AbortSignal.any([cancelled, failFast.signal]);
  // A job that wants to run although the run is cancelled does.
  const isLate = stopped.aborted;
  const end = await request.slots.schedule(async (): Promise<JobEnd> => {
    if (closing.aborted || (stopped.aborted && !isLate))
      return { conclusion: "cancelled", outputs: {} };
    await request.begin();
    startJob(context, record);
    return runOne(request, job, planned, record, stopped);
  });
  // The next process on the data says what became of it.
  if (closing.aborted) return end;
  completeJob(context, record, end.conclusion);
  if (end.conclusion !== "failure") return end;
  if (planned.continueOnError) return { ...end, conclusion: "success" };
  if (planned.failFast) failFast.abort();
  return end;
}

function runOne(
  request: GraphRequest,
  job: WorkflowJob,
  { contexts, timeoutMinutes }: JobPlan,
  record: JobRecord,
  cancelled: AbortSignal,
): Promise<JobEnd> {
  const { context, run, trigger, workflow, closing } = request;
  return runJob({
    ...{ context, run, trigger, workflow, job, record, contexts, timeoutMinutes },
    ...{ cancelled, closing },
  });
}

function conclude(results: readonly Result[]): Result {
  if (results.includes("failure")) return "failure";
  if (results.includes("cancelled")) return "cancelled";
  return results.length > 0 && results.every((result) => result === "skipped")
    ? "skipped"
    : "success";
}

/** The group of `concurrency`, if the workflow has one, and whether it ends what runs in it. */
export function concurrencyOf(
  context: SandboxContext,
  run: WorkflowRun,
  trigger: Trigger,
  workflow: WorkflowFile,
): { readonly group: string; readonly cancelInProgress: boolean } | null {
  if (workflow.concurrency === undefined) return null;
  const scope = {
    contexts: runContexts(context, run, trigger),
    status: NO_STATUS,
    hashFiles: undefined,
  };
  const value = evaluateToken(workflow.concurrency, scope);
  const settings = isJsonObject(value) ? value : { group: value };
  return {
    group: `${run.repositoryId}/${toText(settings["group"] ?? null).toLowerCase()}`,
    cancelInProgress: settings["cancel-in-progress"] === true,
  };
}
