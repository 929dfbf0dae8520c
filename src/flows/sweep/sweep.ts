import { REQUEST_LIFETIME_MS } from "../../core/release/request.ts";
import { type Job, jobKey } from "../job.ts";
import type { JobRunner } from "../job-runner.ts";
import type { HamParts } from "../parts.ts";
import { createGate } from "../gate.ts";
import type { DoneDeliveries } from "./done-deliveries.ts";
import { inOrder } from "./in-order.ts";
import { findJobs, repositoriesOf } from "./find-jobs.ts";
import { findDueReleases } from "./find-due-releases.ts";
import { readWorld } from "../world.ts";

/** Deliveries may lag, and clocks differ: a sweep looks a little further back than the last one ended. */
const OVERLAP_MS = 5 * 60 * 1000;

/**
 * GitHub's log of deliveries is looked at each time, each repository by itself only now and then, because
 * it costs some calls for every one of them.
 */
const EVERY_REPOSITORY_MS = 60 * 60 * 1000;
/** Payloads of deliveries. */
const FETCHES_AT_ONCE = 8;
/** Of so few it can be done each time. */
const FEW_REPOSITORIES = 20;

/**
 * Looks for everything that was missed since the last finished sweep. Webhooks are hints: what is found
 * here is handled like them, and whatever was handled already changes nothing.
 */
export function createSweep(
  parts: HamParts,
  deliveries: DoneDeliveries,
  runner: JobRunner,
): () => Promise<void> {
  let running: Promise<void> | undefined;
  let lookedEverywhere: string | undefined;
  const unseenSince = new Map<string, string>();

  async function sweep(): Promise<void> {
    const { clock, report } = parts.ports;
    const start = clock.now();
    const failuresBefore = parts.answers.failures();
    try {
      const since = lookBack((await deliveries.read()).until, start, OVERLAP_MS);
      const logged = await loggedJobs(parts, deliveries, since);
      const done = [await handleAll(runner, logged, new Set())];
      if (await everywhereIsDue(start)) {
        const further = lookBack(since, start, EVERY_REPOSITORY_MS);
        done.push(await sweepRepositories(parts, runner, further, unseenSince));
        if (done.every(Boolean)) lookedEverywhere = start;
      }
      await runner.settled();
      parts.answers.lookAgain();
      await runner.settled();
      // Only what is known to be finished is not looked at again.
      const finished = done.every(Boolean) && parts.answers.failures() === failuresBefore;
      const next = lookBack(start, start, OVERLAP_MS);
      if (finished) await deliveries.sweptUntil(start, next);
    } catch (error) {
      report({ kind: "fault", what: "sweep", error });
    }
  }

  async function everywhereIsDue(now: string): Promise<boolean> {
    const world = await readWorld(parts, () => ({ environments: [] }));
    if (world.kind === "refused") return false;
    if (repositoriesOf(world.config).length <= FEW_REPOSITORIES) return true;
    const last = lookedEverywhere === undefined ? Number.NaN : Date.parse(lookedEverywhere);
    return !(Date.parse(now) - last < EVERY_REPOSITORY_MS);
  }

  return () => {
    running ??= sweep().finally(() => (running = undefined));
    return running;
  };
}

/**
 * What no delivery told of: runs that are not stored, unanswered people, releases that are due. A repository
 * that can't be looked at, for example because the App is not installed there, keeps no other one waiting:
 * `unseenSince` remembers from when on it has to be looked at.
 */
async function sweepRepositories(
  parts: HamParts,
  runner: JobRunner,
  since: string,
  unseenSince: Map<string, string>,
): Promise<boolean> {
  const config = parts.configs.hint();
  if (config === undefined) return true;
  const seen = new Set<string>();
  const done: boolean[] = [];
  for (const repository of repositoriesOf(config)) {
    const from = unseenSince.get(repository) ?? since;
    try {
      done.push(await handleAll(runner, await findJobs(parts, config, repository, from), seen));
      unseenSince.delete(repository);
    } catch (error) {
      unseenSince.set(repository, from);
      parts.ports.report({ kind: "fault", what: `sweep of ${repository}`, error });
    }
  }
  const due = await findDueReleases(parts, config, since);
  const released = await inOrder(due, subjectOf, runner.run);
  return [...done, ...released].every(Boolean);
}

/**
 * What GitHub delivered or tried to, oldest first: an acknowledged delivery may have been lost with the
 * process. Those that are known to be done are not fetched.
 */
async function loggedJobs(
  parts: HamParts,
  deliveries: DoneDeliveries,
  since: string,
): Promise<readonly Job[]> {
  const fetches = createGate(FETCHES_AT_ONCE);
  const { done } = await deliveries.read();
  const logged = await parts.ports.deliveries.since(since);
  const jobs = logged
    .filter(({ guid }) => !done.has(guid))
    .map(async ({ guid, job: fetch }): Promise<readonly Job[]> => {
      const job = await fetches(fetch);
      if (job !== undefined) return [{ ...job, delivery: guid }];
      deliveries.add(guid);
      return [];
    });
  return (await Promise.all(jobs)).flat();
}

async function handleAll(
  runner: JobRunner,
  jobs: readonly Job[],
  seen: Set<string>,
): Promise<boolean> {
  const fresh = jobs.filter((job) => {
    const key = jobKey(job);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  // What was built first, then what people ask for: that is how they saw it when they asked.
  const built = await inOrder(
    fresh.filter((job) => !("thread" in job)),
    subjectOf,
    runner.runIfNew,
  );
  const asked = await inOrder(
    fresh.filter((job) => "thread" in job),
    subjectOf,
    runner.runIfNew,
  );
  return [...built, ...asked].every(Boolean);
}

/** Jobs of one subject keep their order. */
function subjectOf(job: Job): string {
  if ("thread" in job) return `${job.thread.repository}#${job.thread.number}`;
  return "repository" in job ? job.repository : job.kind;
}

function lookBack(last: string | undefined, now: string, overlapMs: number): string {
  const oldest = Date.parse(now) - REQUEST_LIFETIME_MS;
  const wanted = last === undefined ? Number.NaN : Date.parse(last) - overlapMs;
  return new Date(Number.isNaN(wanted) ? oldest : Math.max(oldest, wanted)).toISOString();
}
