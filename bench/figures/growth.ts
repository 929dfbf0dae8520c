import { type BenchWorld, createBenchWorld } from "../bench-world.ts";
import { toFigure } from "../figure.ts";
import { type Promotion, promoteEach } from "../promote.ts";
import { quiet } from "../quiet.ts";
import type { Size } from "../seed/estate.ts";
import type { Bench } from "../suite.ts";

const SIZES: readonly Size[] = [
  { commits: 1000, services: 50 },
  { commits: 10_000, services: 300 },
  { commits: 40_000, services: 1000 },
  { commits: 1000, services: 1000 },
  { commits: 40_000, services: 50 },
];
const QUICK_SIZES: readonly Size[] = [
  { commits: 300, services: 20 },
  { commits: 600, services: 40 },
];

/** Promotions while the config repository grows: their time must not. */
export async function measureGrowth(bench: Bench): Promise<void> {
  for (const size of bench.quick ? QUICK_SIZES : SIZES) await measureSize(bench, size);
}

async function measureSize(bench: Bench, size: Size): Promise<void> {
  const world = await createBenchWorld(
    bench.folder(`growth-${size.commits}-${size.services}`),
    size,
  );
  try {
    await world.ham.start();
    await quiet(world.admin);
    const services = world.builds.map(({ service }) => service);
    const count = Math.min(
      bench.quick ? 3 : 15,
      Math.floor(services.length / bench.latencies.length),
    );
    for (const [index, latency] of bench.latencies.entries()) {
      const chosen = spread(services, count, index, bench.latencies.length);
      await measureLatency(bench, world, latency, chosen);
    }
  } finally {
    await world.close();
  }
}

/** Into staging Ham reads the artifacts for the first time, into prod it remembers them. */
async function measureLatency(
  bench: Bench,
  world: BenchWorld,
  latency: number,
  services: readonly string[],
): Promise<void> {
  await world.admin.run("setLatency", { milliseconds: latency });
  const cold = await promoteEach(world, services, "staging");
  const warm = await promoteEach(world, services, "prod");
  const { commits, services: all } = world.estate.size;
  const parameters = { commits, services: all, latency };
  reportPromotions(bench, cold, { ...parameters, artifact: "unknown" });
  reportPromotions(bench, warm, { ...parameters, artifact: "known" });
}

function reportPromotions(
  bench: Bench,
  promotions: readonly Promotion[],
  parameters: Readonly<Record<string, string | number>>,
): void {
  const what = { name: "promotion: comment → commit", parameters, unit: "ms" };
  bench.report(
    toFigure(
      what,
      promotions.map((one) => one.latency),
    ),
  );
}

/** So many of them, all over the list; each `offset` gives others. */
function spread(
  all: readonly string[],
  count: number,
  offset: number,
  offsets: number,
): readonly string[] {
  const own = all.filter((_, index) => index % offsets === offset);
  const step = own.length / count;
  return Array.from({ length: count }, (_, index) => own[Math.floor(index * step)] ?? "");
}
