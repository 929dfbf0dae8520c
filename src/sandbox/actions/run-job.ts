/** One job on this machine, from its folders to its outputs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { SandboxContext } from "../context.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { WorkflowJob as JobRecord, WorkflowRun } from "../model.ts";
import { createRuntimeToken } from "../results/runtime-token.ts";
import { ActionsError, messageOf } from "./actions-error.ts";
import { killGroup } from "./child-process.ts";
import { isFork, runnerContext, withJob } from "./contexts.ts";
import type { RunContexts } from "./contexts.ts";
import { evaluateTextMap, toText } from "./expressions.ts";
import { createJobFolders, removeFolder } from "./job-folders.ts";
import { JobLog } from "./job-log.ts";
import type { JobSession, StepFrame } from "./job-session.ts";
import { createJobToken, tokenPermissions } from "./job-token.ts";
import { isJsonObject } from "./json-schema.ts";
import { readActionsValues } from "./repository-settings.ts";
import { jobFiles } from "./run-folder.ts";
import { runSteps } from "./run-steps.ts";
import { stepScope } from "./step-scope.ts";
import type { Trigger } from "./trigger.ts";
import type { WorkflowFile, WorkflowJob } from "./workflow-file.ts";

export type JobRequest = {
  readonly context: SandboxContext;
  readonly run: WorkflowRun;
  readonly trigger: Trigger;
  readonly workflow: WorkflowFile;
  readonly job: WorkflowJob;
  readonly record: JobRecord;
  /** Those of the run, with `needs`, `matrix` and `strategy`. */
  readonly contexts: RunContexts;
  readonly timeoutMinutes: number;
  readonly cancelled: AbortSignal;
  readonly closing: AbortSignal;
};

export type JobEnd = {
  readonly conclusion: "success" | "failure" | "cancelled";
  readonly outputs: Readonly<Record<string, string>>;
};

/** Whatever goes wrong in the job is its failure, and in its log. */
export async function runJob(request: JobRequest): Promise<JobEnd> {
  const timeout = AbortSignal.timeout(request.timeoutMinutes * 60_000);
  const session = openSession(request, timeout);
  let outputs: Readonly<Record<string, string>> = {};
  try {
    const frame = jobFrame(request, session);
    setEnvironment(request, frame);
    await runSteps(frame, request.job.steps);
    for (const post of session.changing.posts.toReversed()) await post();
    outputs = outputsOf(request, frame);
  } catch (error) {
    session.log.annotate({
      level: "failure",
      message: messageOf(error),
      ...placeOf(request, error),
    });
    session.changing.status = "failure";
  }
  if (timeout.aborted) {
    const message = `The job has exceeded its maximum time of ${request.timeoutMinutes} minutes.`;
    session.log.annotate({ level: "failure", message });
  }
  closeSession(session, outputs);
  return { conclusion: session.changing.status, outputs };
}

function openSession(request: JobRequest, timeout: AbortSignal): JobSession {
  const { context, run, trigger, job, record, contexts, workflow } = request;
  const repository = repositoryOf(context, run);
  const folders = createJobFolders(context, record.id, repository.name);
  const permissions = tokenPermissions(job.permissions ?? workflow.permissions, {
    isFork: isFork(run),
  });
  const token = createJobToken(context, run.repositoryId, permissions);
  const runtimeToken = createRuntimeToken(context, { run, job: record });
  const secrets = isFork(run) ? {} : readActionsValues(context, run.repositoryId, "secrets");
  const log = new JobLog(jobFiles(context, record));
  for (const secret of [token, runtimeToken, ...Object.values(secrets)]) log.mask(secret);
  const github = withJob(contexts.github, { id: job.id, token, folders });
  writeEvent(toText(github["event_path"] ?? null), trigger);
  return {
    context,
    run,
    trigger,
    repository,
    log,
    token,
    runtimeToken,
    folders,
    contexts: {
      ...contexts,
      github,
      runner: runnerContext(folders),
      secrets: { ...secrets, GITHUB_TOKEN: token, github_token: token },
    },
    cancelled: AbortSignal.any([request.cancelled, timeout]),
    closing: request.closing,
    changing: { status: "success", environment: {}, paths: [], posts: [], leftGroups: [] },
  };
}

function writeEvent(path: string, trigger: Trigger): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(trigger.payload, null, 2));
}

function jobFrame({ job, workflow, contexts }: JobRequest, session: JobSession): StepFrame {
  const { inputs } = contexts;
  return {
    session,
    inputs: isJsonObject(inputs) ? inputs : {},
    environment: {},
    defaults: [job.defaults, workflow.defaults],
    action: null,
    depth: 0,
    progress: { failed: false, steps: {} },
  };
}

/** The job's variables may use those of the workflow. */
function setEnvironment({ workflow, job }: JobRequest, frame: StepFrame): void {
  const { changing } = frame.session;
  for (const env of [workflow.env, job.env])
    changing.environment = {
      ...changing.environment,
      ...evaluateTextMap(env, stepScope(frame)),
    };
}

/** What holds a secret goes no further. */
function outputsOf({ job }: JobRequest, frame: StepFrame): Readonly<Record<string, string>> {
  const { log } = frame.session;
  const outputs = Object.entries(evaluateTextMap(job.outputs, stepScope(frame)));
  return Object.fromEntries(
    outputs.filter(([name, value]) => {
      if (log.masked(value) === value) return true;
      const message = `The output ${name} is left out: it may hold a secret.`;
      log.annotate({ level: "warning", message });
      return false;
    }),
  );
}

function placeOf({ run, job }: JobRequest, error: unknown) {
  const line = error instanceof ActionsError ? error.line : null;
  return { path: run.path, line: line ?? job.line };
}

function closeSession(session: JobSession, outputs: Readonly<Record<string, string>>): void {
  for (const group of session.changing.leftGroups) killGroup(group);
  session.context.state.accessTokens.remove(session.token);
  session.log.close(outputs);
  removeFolder(session.folders.root);
}
