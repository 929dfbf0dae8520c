import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { differenceOf, type Difference } from "./accepted.ts";
import { Dice } from "./dice.ts";
import { createEngine } from "./engine.ts";
import { type FuzzOptions, parseOptions, USAGE } from "./options.ts";
import { Oracle } from "./oracle.ts";
import type { Program } from "./program.ts";
import { recordAnswers } from "./recorded.ts";
import { formatDifference, kindOf } from "./report.ts";
import { type Examine, shrink } from "./shrink.ts";
import { template } from "./templates.ts";
import { ENVIRONMENT, writeFiles } from "./world.ts";
import { yamlText } from "./yaml-texts.ts";

const BATCH = 200;

await main(process.argv.slice(2));

/** The oracle's file, then the options. */
async function main([oracle = "", ...args]: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args, () => randomInt(2 ** 31));
    if (options === undefined) print(USAGE);
    else await work(oracle, options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function work(file: string, options: FuzzOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-go-"));
  const oracle = new Oracle(file, folder);
  try {
    writeFiles(folder);
    if (options.record !== undefined) {
      await recordAnswers(options.record, (programs) => oracle.ask(programs));
      return;
    }
    print(`seed ${options.seed}\n`);
    const engine = createEngine({ folder, environment: ENVIRONMENT });
    const found = await compare(options, async (programs) => {
      const answers = oracle.ask(programs);
      const ours = programs.map(engine);
      return (await answers).map((go, index) => {
        const [program, our] = [programs[index], ours[index]];
        return program && our && differenceOf(program, go, our);
      });
    });
    if (found > 0) process.exitCode = 1;
  } finally {
    oracle.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The number of different differences. */
async function compare(options: FuzzOptions, examine: Examine): Promise<number> {
  const { seed, show } = options;
  const dice = new Dice(seed);
  const kinds = new Set<string>();
  const started = performance.now();
  let done = 0;
  let found = 0;
  while (done < options.programs && found < show) {
    if (performance.now() - started >= options.seconds * 1000) break;
    const size = Math.min(BATCH, options.programs - done);
    const programs = Array.from({ length: size }, () => programOf(dice, options.only));
    for (const difference of await examine(programs)) {
      if (difference !== undefined && (await reportOnce(difference, kinds, examine))) found += 1;
    }
    done += size;
  }
  const ending = found === 0 ? "no difference" : `${found} kinds of differences`;
  print(`${done} programs, ${ending} (seed ${seed})\n`);
  return found;
}

function programOf(dice: Dice, only: FuzzOptions["only"]): Program {
  const isYaml = only === undefined ? dice.chance(0.25) : only === "yaml";
  return isYaml ? yamlText(dice) : template(dice);
}

/** Differences of a kind are shown once; whether this one was. */
async function reportOnce(
  difference: Difference,
  kinds: Set<string>,
  examine: Examine,
): Promise<boolean> {
  if (kinds.has(kindOf(difference))) return false;
  const smallest = await shrink(difference, examine);
  const isKnown = kinds.has(kindOf(smallest));
  kinds.add(kindOf(difference)).add(kindOf(smallest));
  if (!isKnown) print(formatDifference(smallest));
  return !isKnown;
}

function print(text: string): void {
  process.stdout.write(text);
}
