import { answered, comment, createBenchWorld } from "../bench-world.ts";
import { hamCallsSince, startOf } from "../calls.ts";
import { toFigure } from "../figure.ts";
import { quiet, renewLimits } from "../quiet.ts";
import { ENVIRONMENTS } from "../seed/estate.ts";
import type { Bench } from "../suite.ts";

const SIZE = { commits: 1000, services: 1000 };
const QUICK_SIZE = { commits: 300, services: 100 };
const TIMES = 5;

/** `/status` where many services run: what runs where is read whole, and shown of the repository. */
export async function measureStatus(bench: Bench): Promise<void> {
  const size = bench.quick ? QUICK_SIZE : SIZE;
  const world = await createBenchWorld(bench.folder("status"), size);
  const queries: number[] = [];
  const elapsed: number[] = [];
  try {
    await world.ham.start();
    await quiet(world.admin);
    const [repository] = world.estate.repositories;
    for (let time = 0; repository !== undefined && time < TIMES; time += 1) {
      await renewLimits(world.admin);
      await world.admin.mark("status");
      const askedAt = Date.now();
      const id = await comment(world, repository.name, "/status");
      await answered(world, repository.name, id);
      await quiet(world.admin);
      const calls = await hamCallsSince(world.admin, "status");
      queries.push(calls.filter(({ graphql }) => graphql?.kind === "query").length);
      const last = calls.at(-1);
      if (last !== undefined) elapsed.push(startOf(last) + (last.duration ?? 0) - askedAt);
    }
  } finally {
    await world.close();
  }
  const parameters = { services: size.services, environments: ENVIRONMENTS.length };
  const aim = { of: "p95", atMost: 3 } as const;
  bench.report(
    toFigure({ name: "/status: GraphQL queries", parameters, unit: "queries", aim }, queries),
  );
  bench.report(toFigure({ name: "/status: comment → answer", parameters, unit: "ms" }, elapsed));
}
