/** Runs the workflows of the sandbox's repositories on this machine. */
import Bottleneck from "bottleneck";

import type { ActionsRunner, SandboxContext, SandboxEvent } from "../context.ts";
import { unprocessable } from "../github/problem.ts";
import { repositoryById, resolveCommit } from "../github/repositories.ts";
import type { WorkflowRun } from "../model.ts";
import type { ActionsPort } from "../rest/actions-port.ts";
import { ActionsError, messageOf } from "./actions-error.ts";
import { ConcurrencyGroups } from "./concurrency-groups.ts";
import { parseDispatchInputs } from "./dispatch-inputs.ts";
import type { DispatchInputs } from "./dispatch-inputs.ts";
import { clearJobFolders } from "./job-folders.ts";
import { logProblems } from "./problem-log.ts";
import { loadTrigger } from "./run-folder.ts";
import { completeRun, createAttempt, createRun, jobsOf, tellRequested } from "./run-records.ts";
import { concurrencyOf, runWorkflow } from "./run-workflow.ts";
import { dispatchTrigger, toTrigger } from "./trigger.ts";
import type { Trigger } from "./trigger.ts";
import { triggeredWorkflows, workflowAt } from "./triggered-workflows.ts";
import type { WorkflowReading } from "./workflow-file.ts";

export type Actions = ActionsRunner & ActionsPort;

/** One for each sandbox. `resume` is called once its address is known. */
export function createActions(context: SandboxContext): Actions {
  const service = new ActionsService(context);
  return {
    handle: (event) => service.handle(event),
    resume: () => service.resume(),
    settled: () => service.settled(),
    close: () => service.close(),
    rerun: (runId) => service.rerun(runId),
    dispatch: (request) => service.dispatch(request),
  };
}

/** Over all repositories. */
const jobsAtOnce = 2;

class ActionsService {
  readonly #context: SandboxContext;
  readonly #slots = new Bottleneck({ maxConcurrent: jobsAtOnce });
  readonly #groups = new ConcurrencyGroups();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** Runs begin in the order of what started them. */
  #lane: Promise<void> = Promise.resolve();
  #fault: Error | undefined;

  constructor(context: SandboxContext) {
    this.#context = context;
  }

  handle(event: SandboxEvent): void {
    if (this.#closing.signal.aborted) return;
    const trigger = toTrigger(this.#context, event);
    if (trigger === undefined) return;
    this.#lane = this.#lane.then(() => this.#watch(this.#start(trigger)));
    this.#track(this.#lane);
  }

  /** What an earlier process was running is cancelled; what it had not begun runs now. */
  resume(): void {
    clearJobFolders(this.#context);
    const { workflowRuns, accessTokens } = this.#context.state;
    for (const { token } of accessTokens.filter(({ kind }) => kind === "actions"))
      accessTokens.remove(token);
    for (const run of workflowRuns.filter(({ status }) => status !== "completed"))
      this.#track(this.#watch(this.#resumeRun(run)));
  }

  /** Rejects when the runner itself is at fault, once. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault !== undefined) throw fault;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#groups.close();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    clearJobFolders(this.#context);
  }

  async rerun(runId: number): Promise<void> {
    const run = createAttempt(this.#context, runId);
    const trigger = loadTrigger(this.#context, runId);
    const reading = await workflowAt(this.#context, { ...trigger, path: run.path });
    this.#track(this.#watch(this.#run(run, trigger, requireReading(run, reading))));
  }

  async dispatch(
    request: Parameters<ActionsPort["dispatch"]>[0],
  ): Promise<{ readonly runId: number } | undefined> {
    const context = this.#context;
    const workflow = context.state.workflows.get(request.workflowId);
    const repository =
      workflow === undefined ? undefined : repositoryById(context, workflow.repositoryId);
    if (workflow === undefined || repository === undefined)
      throw new ActionsError("unknown-workflow", `There is no workflow ${request.workflowId}.`);
    const { id: repositoryId } = repository;
    for (const ref of [`refs/heads/${request.ref}`, `refs/tags/${request.ref}`]) {
      const sha = await resolveCommit(context, repository, ref);
      if (sha === undefined) continue;
      const { path } = workflow;
      const reading = await workflowAt(context, { repositoryId, checkoutSha: sha, path });
      const inputs = reading === undefined ? undefined : dispatchInputs(reading);
      if (reading === undefined || inputs === undefined) return undefined;
      const place = { repositoryId, path, ref, sha, actor: request.actor, given: request.inputs };
      const typed = parseDispatchInputs(inputs, request.inputs);
      const trigger = dispatchTrigger(context, { ...place, inputs: typed });
      return { runId: await this.#begin(trigger, path, reading) };
    }
    throw unprocessable(`No ref found for: ${request.ref}`);
  }

  async #start(trigger: Trigger): Promise<void> {
    for (const { path, reading } of await triggeredWorkflows(this.#context, trigger))
      await this.#begin(trigger, path, reading);
  }

  /** Resolves when the run is known, with its id; it goes on by itself. */
  async #begin(trigger: Trigger, path: string, reading: WorkflowReading): Promise<number> {
    const run = createRun(this.#context, trigger, { path, name: nameIn(reading) });
    await tellRequested(this.#context, run);
    this.#track(this.#watch(this.#run(run, trigger, reading)));
    return run.id;
  }

  async #run(run: WorkflowRun, trigger: Trigger, reading: WorkflowReading): Promise<void> {
    const context = this.#context;
    if (reading.kind === "problems") {
      logProblems(context, run, { name: run.name, problems: reading.problems });
      return completeRun(context, run.id, "failure");
    }
    const { workflow } = reading;
    const cancelling = new AbortController();
    const turn = await this.#turn(run, trigger, workflow, cancelling);
    if (turn === "failed") return completeRun(context, run.id, "failure");
    if (this.#closing.signal.aborted) return;
    if (turn.kind === "replaced") return completeRun(context, run.id, "cancelled");
    try {
      const [slots, closing] = [this.#slots, this.#closing.signal];
      const cancelled = cancelling.signal;
      const place = { context, run, trigger, workflow };
      const result = await runWorkflow({ ...place, slots, cancelled, closing });
      if (!closing.aborted) await completeRun(context, run.id, result);
    } catch (error) {
      logProblems(context, run, { name: run.name, error });
      await completeRun(context, run.id, "failure");
    } finally {
      turn.leave();
    }
  }

  #turn(
    run: WorkflowRun,
    trigger: Trigger,
    workflow: Extract<WorkflowReading, { readonly kind: "workflow" }>["workflow"],
    cancelling: AbortController,
  ) {
    try {
      const concurrency = concurrencyOf(this.#context, run, trigger, workflow);
      if (concurrency === null) return { kind: "now", leave: () => undefined } as const;
      const member = { cancel: () => cancelling.abort() };
      return this.#groups.enter(concurrency.group, member, concurrency);
    } catch (error) {
      logProblems(this.#context, run, { name: run.name, error });
      return "failed";
    }
  }

  async #resumeRun(run: WorkflowRun): Promise<void> {
    const context = this.#context;
    if (run.status === "in_progress") return completeRun(context, run.id, "cancelled");
    for (const { id } of jobsOf(context, run)) context.state.workflowJobs.remove(id);
    const trigger = loadTrigger(context, run.id);
    const reading = await workflowAt(context, { ...trigger, path: run.path });
    return this.#run(run, trigger, requireReading(run, reading));
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  /** A fault of one run must not end the process or stop the others; whoever waits is told. */
  async #watch(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const message = `A run failed by a fault of the runner: ${messageOf(error)}`;
      this.#fault ??= new Error(message, { cause: error });
      process.emitWarning(message);
    }
  }
}

function nameIn(reading: WorkflowReading): string | null {
  return reading.kind === "workflow" ? reading.workflow.name : reading.name;
}

function requireReading(run: WorkflowRun, reading: WorkflowReading | undefined): WorkflowReading {
  if (reading !== undefined) return reading;
  throw new ActionsError("unknown-workflow", `${run.path} is not in ${run.checkoutSha} any more.`);
}

/** Undefined when the workflow can't be started by hand. */
function dispatchInputs(reading: WorkflowReading): DispatchInputs | undefined {
  const events = reading.kind === "workflow" ? reading.workflow.events : reading.events;
  const config = events?.workflow_dispatch;
  return config === undefined ? undefined : (config.inputs ?? {});
}
