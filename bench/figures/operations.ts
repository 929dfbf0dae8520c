import { pushChange, pushPlatform, pushService } from "../../scripts/demo/seed.ts";
import { finishedRun, releaseOf } from "../../scripts/demo/observe.ts";
import { ORGANISATION, type World, createWorld } from "../../scripts/demo/world.ts";
import { mergeSchema, pullSchema } from "../../scripts/processes/answers-schema.ts";
import { git } from "../../scripts/processes/git.ts";
import { createBenchWorld } from "../bench-world.ts";
import {
  type Call,
  describeCall,
  endOf,
  hamCallsSince,
  isCommit,
  longestChain,
  startOf,
} from "../calls.ts";
import { type Aim, toFigure } from "../figure.ts";
import { type Promotion, promoteEach } from "../promote.ts";
import { quiet, renewLimits } from "../quiet.ts";
import type { Bench } from "../suite.ts";

const SIZE = { commits: 1000, services: 50 };
const TIMES = 5;
const QUICK_TIMES = 1;
/** Much longer than a busy machine takes to send what is sent at once. */
const CLEAR_MS = 200;

/**
 * Round trips and calls of what Ham does. With some delay, so that calls which are sent side by side are
 * under way side by side: otherwise one would be answered before the other arrives.
 */
export async function measureOperations(bench: Bench): Promise<void> {
  const latency = Math.max(CLEAR_MS, ...bench.latencies);
  await measurePromotions(bench, latency);
  await measureBuilds(bench, latency);
}

async function measurePromotions(bench: Bench, latency: number): Promise<void> {
  const world = await createBenchWorld(bench.folder("promotions"), SIZE);
  try {
    await world.ham.start();
    await quiet(world.admin);
    await world.admin.run("setLatency", { milliseconds: latency });
    const times = bench.quick ? QUICK_TIMES : TIMES;
    // One a repository, so that the first one knows nothing of it.
    const services = world.estate.repositories
      .slice(0, times)
      .flatMap(({ services }) => services.slice(0, 1));
    const cold = await promoteEach(world, services, "staging");
    const warm = await promoteEach(world, services, "prod");
    reportPromotions(bench, cold, { operation: "promotion, cold", latency }, 3);
    reportPromotions(bench, warm, { operation: "promotion, warm", latency }, 2);
  } finally {
    await world.close();
  }
}

function reportPromotions(
  bench: Bench,
  promotions: readonly Promotion[],
  parameters: Readonly<Record<string, string | number>>,
  most: number,
): void {
  reportRoundTrips(
    bench,
    parameters,
    promotions.map(({ roundTrips }) => roundTrips),
    most,
  );
  const aim: Aim = { of: "p95", atMost: 6 };
  const what = { name: "calls, answers included", parameters, unit: "calls", aim };
  bench.report(
    toFigure(
      what,
      promotions.map(({ calls }) => calls),
    ),
  );
  noteCalls(bench, promotions.at(-1)?.described ?? []);
}

function reportRoundTrips(
  bench: Bench,
  parameters: Readonly<Record<string, string | number>>,
  values: readonly number[],
  most: number,
): void {
  // What a busy machine adds is no round trip of Ham's.
  const aim: Aim = { of: "p50", atMost: most };
  const what = { name: "job taken → release commit", parameters, unit: "round trips", aim };
  bench.report(toFigure(what, values));
}

function noteCalls(bench: Bench, described: readonly string[]): void {
  bench.note(described.join(" · "));
}

/** Runs are real ones: the sandbox carries out the example's workflow. */
async function measureBuilds(bench: Bench, latency: number): Promise<void> {
  const world = await createWorld(bench.folder("builds"));
  try {
    await pushPlatform(world);
    await world.startHam();
    await pushService(world, "shop");
    const source = await masterOf(world);
    await releaseOf(world, { service: "shop", environment: "dev", source });
    await quiet(world.admin);
    await world.admin.run("setLatency", { milliseconds: latency });
    const times = bench.quick ? QUICK_TIMES : TIMES;
    const runs = await repeat(times, (time) => buildOf(world, time));
    const pushes = await repeat(times, (time) => pushOfKnownTree(world, time));
    reportBuilds(bench, runs, { operation: "finished workflow run", latency }, 6);
    reportBuilds(bench, pushes, { operation: "push of a known tree", latency }, 3);
  } finally {
    await world.close();
  }
}

function reportBuilds(
  bench: Bench,
  measured: readonly Measured[],
  parameters: Readonly<Record<string, string | number>>,
  most: number,
): void {
  reportRoundTrips(
    bench,
    parameters,
    measured.map(({ roundTrips }) => roundTrips),
    most,
  );
  const what = { name: "calls, answers included", parameters, unit: "calls" };
  bench.report(
    toFigure(
      what,
      measured.map(({ calls }) => calls.length),
    ),
  );
  noteCalls(bench, measured.at(-1)?.calls.map(describeCall) ?? []);
}

type Measured = { readonly roundTrips: number; readonly calls: readonly Call[] };

/** Straight to master: nothing was built for it, so the run has to end. */
async function buildOf(world: World, time: number): Promise<Measured> {
  const mark = `run ${time}`;
  await begin(world, mark);
  const commit = await pushChange(world, {
    repository: "shop",
    branch: "master",
    files: { "README.md": (text) => `${text}\nChange ${time}.\n` },
    message: `docs: change ${time}`,
    as: "developer",
  });
  await releaseOf(world, { service: "shop", environment: "dev", source: commit });
  await quiet(world.admin);
  const calls = await hamCallsSince(world.admin, mark);
  const first = calls.findIndex(({ path }) => /\/actions\/runs\/\d+$/.test(path));
  return measured(calls.slice(Math.max(0, first)));
}

/** The merge of a pull request that is up to date: what was built for it is released. */
async function pushOfKnownTree(world: World, time: number): Promise<Measured> {
  const branch = `change-${time}`;
  const head = await pushChange(world, {
    repository: "shop",
    branch,
    files: { "README.md": (text) => `${text}\nChange ${time} on a branch.\n` },
    message: `docs: change ${time} on a branch`,
    as: "developer",
  });
  const path = `/repos/${ORGANISATION}/shop/pulls`;
  const pull = { title: branch, head: branch, base: "master" };
  const { number } = await world.as("developer")(pullSchema, "POST", path, pull);
  await finishedRun(world, "shop", head, "pull_request");
  await quiet(world.admin);
  const mark = `push ${time}`;
  await begin(world, mark);
  const merge = { merge_method: "squash" };
  const { sha } = await world.as("developer")(mergeSchema, "PUT", `${path}/${number}/merge`, merge);
  await releaseOf(world, { service: "shop", environment: "dev", source: sha });
  const calls = await hamCallsSince(world.admin, mark);
  await quiet(world.admin);
  // The run of the merge follows and finds nothing to do; it is not part of it.
  const first = calls.findIndex(({ graphql }) => graphql?.name === "SourceCommit");
  return measured(calls.slice(Math.max(0, first)).filter((call) => !isAboutThePull(call)));
}

/** That the pull request was merged is another event, which Ham handles side by side. */
function isAboutThePull({ graphql }: Call): boolean {
  return /^(Pull|ReadThread|OpenPulls)$/.test(graphql?.name ?? "");
}

async function begin(world: World, mark: string): Promise<void> {
  await renewLimits(world.admin);
  await world.admin.mark(mark);
}

function measured(calls: readonly Call[]): Measured {
  const release = calls.filter(isCommit).at(-1);
  if (release === undefined) throw new Error("there was no release commit");
  const before = calls.filter((call) => call === release || endOf(call) <= startOf(release));
  return { roundTrips: longestChain(before), calls };
}

async function repeat<T>(times: number, once: (time: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let time = 1; time <= times; time += 1) results.push(await once(time));
  return results;
}

function masterOf(world: World): Promise<string> {
  return git(world.bare("shop"), world.identity("developer"), "rev-parse", "master");
}
