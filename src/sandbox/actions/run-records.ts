/** The records of workflows, runs and jobs as GitHub keeps them, and the events that tell of them. */
import type { SandboxContext } from "../context.ts";
import { toIso } from "../github/instants.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { Workflow, WorkflowJob, WorkflowRun } from "../model.ts";
import { workflowJson, workflowRunJson } from "../rest/workflow-json.ts";
import { ActionsError } from "./actions-error.ts";
import { saveTrigger } from "./run-folder.ts";
import type { Trigger } from "./trigger.ts";

/** The run as it is now. Throws an `ActionsError` "unknown-run". */
export function runById(context: SandboxContext, id: number): WorkflowRun {
  const run = context.state.workflowRuns.get(id);
  if (run === undefined) throw new ActionsError("unknown-run", `There is no run ${id}.`);
  return run;
}

/** A new run, queued; nobody is told yet. The workflow's record is made or renamed with it. */
export function createRun(
  context: SandboxContext,
  trigger: Trigger,
  workflow: { readonly path: string; readonly name: string | null },
): WorkflowRun {
  const { id: workflowId, name } = registerWorkflow(context, trigger.repositoryId, workflow);
  const now = toIso(context.now());
  const run: WorkflowRun = {
    id: context.state.nextId("workflowRuns"),
    repositoryId: trigger.repositoryId,
    headRepositoryId: trigger.headRepositoryId,
    workflowId,
    name,
    path: workflow.path,
    event: trigger.event,
    headBranch: trigger.headBranch,
    headSha: trigger.headSha,
    checkoutSha: trigger.checkoutSha,
    pullNumbers: trigger.pullNumbers,
    actor: trigger.actor,
    runNumber: context.state.nextId(`runs of workflow ${workflowId}`),
    runAttempt: 1,
    status: "queued",
    conclusion: null,
    createdAt: now,
    runStartedAt: now,
    updatedAt: now,
  };
  saveTrigger(context, run.id, trigger);
  context.state.workflowRuns.put(run);
  return run;
}

/** The next attempt, queued; what the one before came to is kept. Throws "run-in-progress" unless that has ended. */
export function createAttempt(context: SandboxContext, id: number): WorkflowRun {
  const run = runById(context, id);
  if (run.status !== "completed")
    throw new ActionsError("run-in-progress", `Run ${id} has not ended yet.`);
  const { runAttempt, status, conclusion, runStartedAt, updatedAt, previousAttempts = [] } = run;
  const ended = { runAttempt, status, conclusion, runStartedAt, updatedAt };
  const now = toIso(context.now());
  const next: WorkflowRun = {
    ...run,
    runAttempt: runAttempt + 1,
    status: "queued",
    conclusion: null,
    runStartedAt: now,
    updatedAt: now,
    previousAttempts: [...previousAttempts, ended],
  };
  context.state.workflowRuns.put(next);
  return next;
}

/** Tells of a new run. GitHub does so only of the first attempt. */
export async function tellRequested(context: SandboxContext, run: WorkflowRun): Promise<void> {
  if (run.runAttempt === 1) await tell(context, run, "requested");
}

export async function startRun(context: SandboxContext, id: number): Promise<void> {
  const run = changeRun(context, id, { status: "in_progress" });
  await tell(context, run, "in_progress");
}

/** Jobs that are still open end with the run. */
export async function completeRun(
  context: SandboxContext,
  id: number,
  conclusion: NonNullable<WorkflowRun["conclusion"]>,
): Promise<void> {
  for (const job of jobsOf(context, runById(context, id)))
    if (job.status !== "completed")
      completeJob(context, job, conclusion === "cancelled" ? "cancelled" : "failure");
  const run = changeRun(context, id, { status: "completed", conclusion });
  await tell(context, run, "completed");
}

export function createJob(
  context: SandboxContext,
  run: WorkflowRun,
  name: string,
  status: WorkflowJob["status"],
): WorkflowJob {
  const job: WorkflowJob = {
    id: context.state.nextId("workflowJobs"),
    runId: run.id,
    runAttempt: run.runAttempt,
    name,
    status,
    conclusion: null,
    startedAt: toIso(context.now()),
    completedAt: null,
  };
  context.state.workflowJobs.put(job);
  return job;
}

export function startJob(context: SandboxContext, job: WorkflowJob): void {
  const startedAt = toIso(context.now());
  context.state.workflowJobs.put({ ...job, status: "in_progress", startedAt });
}

export function completeJob(
  context: SandboxContext,
  { id }: WorkflowJob,
  conclusion: NonNullable<WorkflowJob["conclusion"]>,
): void {
  const job = context.state.workflowJobs.get(id);
  if (job === undefined) return;
  const completedAt = toIso(context.now());
  context.state.workflowJobs.put({ ...job, status: "completed", conclusion, completedAt });
}

export function jobsOf(
  context: SandboxContext,
  run: Pick<WorkflowRun, "id" | "runAttempt">,
): readonly WorkflowJob[] {
  return context.state.workflowJobs.filter(
    (job) => job.runId === run.id && job.runAttempt === run.runAttempt,
  );
}

function registerWorkflow(
  context: SandboxContext,
  repositoryId: number,
  { path, name }: { readonly path: string; readonly name: string | null },
): Workflow {
  const known = context.state.workflows.find(
    (workflow) => workflow.repositoryId === repositoryId && workflow.path === path,
  );
  const workflow = {
    id: known?.id ?? context.state.nextId("workflows"),
    repositoryId,
    name: name ?? path,
    path,
    createdAt: known?.createdAt ?? toIso(context.now()),
  };
  context.state.workflows.put(workflow);
  return workflow;
}

function changeRun(
  context: SandboxContext,
  id: number,
  changes: Pick<WorkflowRun, "status"> & Partial<Pick<WorkflowRun, "conclusion">>,
): WorkflowRun {
  const run = { ...runById(context, id), ...changes, updatedAt: toIso(context.now()) };
  context.state.workflowRuns.put(run);
  return run;
}

async function tell(context: SandboxContext, run: WorkflowRun, action: string): Promise<void> {
  const workflow = context.state.workflows.get(run.workflowId);
  const repository = repositoryOf(context, run);
  context.emit({
    event: "workflow_run",
    action,
    repositoryId: run.repositoryId,
    sender: run.actor,
    fields: {
      workflow_run: await workflowRunJson(context, run),
      workflow: workflow === undefined ? null : workflowJson(context, repository, workflow),
    },
  });
}
