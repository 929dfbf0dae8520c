import { type BenchWorld, comment, createBenchWorld } from "../bench-world.ts";
import { endOf, hamCallsSince, isCommit } from "../calls.ts";
import { toFigure } from "../figure.ts";
import { releasesSince } from "../judge-releases.ts";
import { residentMegabytes } from "../memory.ts";
import { repositoryOf } from "../promote.ts";
import { quiet } from "../quiet.ts";
import type { Bench } from "../suite.ts";
import { until } from "../../scripts/processes/wait.ts";

const RELEASES = 500;
const QUICK_RELEASES = 60;
const TIMEOUT_MS = 15 * 60_000;
const ENVIRONMENT = "staging";

/** Many ask at once for one environment: each service by a comment of its own. */
export async function measureBurst(bench: Bench): Promise<void> {
  const conditions = bench.latencies.flatMap((latency): Conditions[] => [
    { latency, limits: "none" },
    { latency, limits: "github" },
  ]);
  for (const one of conditions) await burst(bench, one);
}

/** `none`: as GitHub Enterprise Server is, unless its administrator turns limits on. */
type Conditions = { readonly latency: number; readonly limits: "github" | "none" };

async function burst(bench: Bench, conditions: Conditions): Promise<void> {
  const { latency, limits } = conditions;
  const services = bench.quick ? QUICK_RELEASES : RELEASES;
  const size = { commits: 2 * services, services };
  const world = await createBenchWorld(bench.folder(`burst-${latency}-${limits}`), size);
  try {
    await world.ham.start();
    await quiet(world.admin);
    await world.admin.run("setLatency", { milliseconds: latency });
    await world.admin.run("setLimits", limits === "github");
    await measure(bench, world, conditions);
  } finally {
    await world.close();
  }
}

async function measure(bench: Bench, world: BenchWorld, conditions: Conditions): Promise<void> {
  const { admin } = world;
  const names = world.builds.map(({ service }) => service);
  const since = await releasesSince(world.config, ENVIRONMENT);
  await admin.mark("burst");
  const askedAt = Date.now();
  const asked = await askAll(world, names);
  await until(
    "every release of the burst",
    async () => ((await since.read()).releases.length >= names.length ? true : undefined),
    TIMEOUT_MS,
  );
  const calls = await hamCallsSince(admin, "burst");
  const { commits, releases } = await since.read();
  const committedAt = Math.max(...calls.filter(isCommit).map(endOf).filter(Number.isFinite));
  const seconds = (committedAt - askedAt) / 1000;
  const parameters = { releases: names.length, ...conditions };
  const report = (name: string, unit: string, value: number, atMost?: number) =>
    bench.report(
      toFigure(
        { name, parameters, unit, ...(atMost === undefined ? {} : { aim: { of: "p95", atMost } }) },
        [value],
      ),
    );
  report("burst: releases a second", "releases/s", names.length / seconds);
  report("burst: commits", "commits", commits, 20);
  report("burst: lost", "releases", countLost(asked, releases), 0);
  report("burst: made twice", "releases", releases.length - new Set(releases).size, 0);
  report("burst: calls of GitHub until all were there", "calls", calls.length);
  const resident = residentMegabytes(world.ham.pid());
  if (resident !== undefined) report("App: resident memory after a burst", "MB", resident, 100);
}

/** Each service by a comment of its own; their requests. */
async function askAll(world: BenchWorld, names: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    names.map(async (service) => {
      const id = await comment(
        world,
        repositoryOf(world, service),
        `/promote ${ENVIRONMENT} ${service}`,
      );
      return `comment/${id}/0`;
    }),
  );
}

function countLost(asked: readonly string[], releases: readonly string[]): number {
  const made = new Set(releases);
  return asked.filter((request) => !made.has(request)).length;
}
