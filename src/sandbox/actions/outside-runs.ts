/** Runs whose one job is done by a runner that is not the sandbox's own. */
import type { SandboxContext } from "../context.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { Permissions, WorkflowRun } from "../model.ts";
import { createRuntimeToken } from "../results/runtime-token.ts";
import { createJobToken } from "./job-token.ts";
import type { JsonObject } from "./json-schema.ts";
import { loadTrigger } from "./run-folder.ts";
import { completeRun, createJob, createRun, runById, startJob, startRun } from "./run-records.ts";
import { tellRequested } from "./run-records.ts";

/** What the runner has to know of its job. */
export type OutsideRun = {
  readonly runId: number;
  readonly runNumber: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  /** For GITHUB_EVENT_PATH. */
  readonly payload: JsonObject;
  /** The GITHUB_TOKEN. */
  readonly token: string;
  /** For actions: ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL. */
  readonly runtimeToken: string;
  readonly resultsUrl: string;
};

/** A new run of the workflow and for the reason of a known one, in progress. Throws an `ActionsError` "unknown-run". */
export async function startOutsideRun(
  context: SandboxContext,
  { runId, permissions }: { readonly runId: number; readonly permissions: Permissions },
): Promise<OutsideRun> {
  const { path, name } = runById(context, runId);
  const trigger = loadTrigger(context, runId);
  const run = createRun(context, trigger, { path, name });
  await tellRequested(context, run);
  await startRun(context, run.id);
  const job = createJob(context, run, "outside", "queued");
  startJob(context, job);
  const repository = repositoryOf(context, run);
  return {
    runId: run.id,
    runNumber: run.runNumber,
    repository: `${repository.owner}/${repository.name}`,
    event: run.event,
    ref: trigger.ref,
    sha: run.checkoutSha,
    actor: run.actor,
    payload: trigger.payload,
    token: createJobToken(context, run.repositoryId, permissions),
    runtimeToken: createRuntimeToken(context, { run, job }),
    resultsUrl: `${context.baseUrl()}/`,
  };
}

/** Both tokens count no longer. */
export async function endOutsideRun(
  context: SandboxContext,
  end: {
    readonly runId: number;
    readonly token: string;
    readonly conclusion: NonNullable<WorkflowRun["conclusion"]>;
  },
): Promise<void> {
  context.state.accessTokens.remove(end.token);
  await completeRun(context, end.runId, end.conclusion);
}
