import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { type Figure, formatFigure, isMet, toJsonLine } from "./figure.ts";
import { measureBurst } from "./figures/burst.ts";
import { measureGrowth } from "./figures/growth.ts";
import { measureOperations } from "./figures/operations.ts";
import { measureShuttle } from "./figures/shuttle.ts";
import { measureStart } from "./figures/start.ts";
import { measureStatus } from "./figures/status.ts";
import { measureTemplates } from "./figures/templates.ts";
import { type BenchOptions, type Suite, USAGE, parseOptions } from "./options.ts";
import type { Bench } from "./suite.ts";

const RUNNERS: Readonly<Record<Suite, (bench: Bench) => Promise<void>>> = {
  operations: measureOperations,
  growth: measureGrowth,
  burst: measureBurst,
  start: measureStart,
  status: measureStatus,
  shuttle: measureShuttle,
  templates: measureTemplates,
};

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args);
    if (options === undefined) process.stdout.write(USAGE);
    else await runBench(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function runBench(options: BenchOptions): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "shuttle-bench-"));
  const figures: Figure[] = [];
  const bench = createBench(options, root, figures);
  try {
    if (!options.json) print(`Node ${process.version}, ${availableParallelism()} processors\n`);
    for (const suite of options.suites) {
      if (!options.json) print(`${suite}\n`);
      await RUNNERS[suite](bench);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const missed = figures.filter((figure) => !isMet(figure)).length;
  if (!options.json) print(`\n${figures.length} figures, ${missed} miss their aim.\n`);
}

/** Text goes to people line by line as it is known; JSON has nothing but figures. */
function createBench(options: BenchOptions, root: string, figures: Figure[]): Bench {
  return {
    latencies: options.latencies,
    quick: options.quick,
    folder: (name) => {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    report: (figure) => {
      figures.push(figure);
      print(`${options.json ? toJsonLine(figure) : formatFigure(figure)}\n`);
    },
    note: (text) => {
      if (!options.json) print(`      ${text}\n`);
    },
  };
}

function print(text: string): void {
  process.stdout.write(text);
}
