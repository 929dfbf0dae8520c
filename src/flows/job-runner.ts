import { type Job, jobKey } from "./job.ts";
import type { HamParts } from "./parts.ts";
import { pauseBefore } from "./retry.ts";
import type { DoneDeliveries } from "./sweep/done-deliveries.ts";

/** Runs jobs: each once at a time, again when it breaks. */
export type JobRunner = {
  /** False: it broke, and has to be looked at again. */
  readonly run: (job: Job) => Promise<boolean>;
  /** The same for what a sweep found: what this process has finished is not even begun. */
  readonly runIfNew: (job: Job) => Promise<boolean>;
  readonly settled: () => Promise<void>;
};

const MAX_TRIES = 3;
const MAX_REMEMBERED = 5_000;

export function createJobRunner(
  parts: HamParts,
  deliveries: DoneDeliveries,
  dispatch: (parts: HamParts, job: Job) => Promise<void>,
): JobRunner {
  const underWay = new Map<string, Promise<boolean>>();
  const done = new Set<string>();
  let failures = 0;

  async function run(job: Job): Promise<boolean> {
    const succeeded = await once(job);
    if (succeeded && job.delivery !== undefined) deliveries.add(job.delivery);
    return succeeded;
  }

  /** The same thing told twice at once is done once: the second waits for the first. */
  function once(job: Job): Promise<boolean> {
    const key = jobKey(job);
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const task = carryOut(job, key).finally(() => underWay.delete(key));
    underWay.set(key, task);
    return task;
  }

  async function runIfNew(job: Job): Promise<boolean> {
    // An answer that was given up belongs to a job that counted as done.
    if (parts.answers.failures() !== failures) done.clear();
    failures = parts.answers.failures();
    if (!done.has(jobKey(job))) return run(job);
    if (job.delivery !== undefined) deliveries.add(job.delivery);
    return true;
  }

  async function carryOut(job: Job, key: string): Promise<boolean> {
    const { report, clock } = parts.ports;
    const start = Date.parse(clock.now());
    report({ kind: "job-started", job });
    const succeeded = await tries(job, key);
    report({ kind: "job-ended", job, ms: Date.parse(clock.now()) - start });
    if (succeeded && happensOnce(job)) remember(key);
    return succeeded;
  }

  /** All jobs may be done twice, so one that breaks is tried again; then the sweep takes over. */
  async function tries(job: Job, key: string): Promise<boolean> {
    for (let tried = 1; ; tried += 1) {
      try {
        await dispatch(parts, job);
        return true;
      } catch (error) {
        parts.ports.report({ kind: "fault", what: `job ${job.kind}`, error });
        if (tried >= MAX_TRIES) return false;
        await pauseBefore(parts.ports.clock, tried + 2, key);
      }
    }
  }

  function remember(key: string): void {
    done.add(key);
    const [oldest] = done;
    if (done.size > MAX_REMEMBERED && oldest !== undefined) done.delete(oldest);
  }

  async function settled(): Promise<void> {
    while (underWay.size > 0) await Promise.allSettled(underWay.values());
    await parts.answers.settled();
    await deliveries.settled();
  }

  return { run, runIfNew, settled };
}

/** A label may be added again, a pull request reopened: the same key is not the same event then. */
function happensOnce(job: Job): boolean {
  switch (job.kind) {
    case "comment-created":
    case "run-completed":
    case "branch-pushed":
    case "config-pushed":
      return true;
    case "label-added":
    case "pull-request-opened":
    case "pull-request-merged":
      return false;
  }
}
