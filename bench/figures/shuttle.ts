import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toFigure } from "../figure.ts";
import type { Bench } from "../suite.ts";

/** Where `npm run bench` is called. */
const LAUNCHER = join(process.cwd(), "bin", "shuttle");
const CALLS = 200;
const LINES = 100_000;

const PROJECT = `plan: false
vars: {service: shop}
scripts:
  calls: {actions: [{shell: 'i=0; while [ $i -lt ${CALLS} ]; do x=$(shuttle get service); i=$((i+1)); done; echo $x'}]}
  lines: {actions: [{shell: 'yes "$(printf %0112d 7)" | head -n ${LINES}'}]}
`;

/** What a person or a script waits for: starts, nested calls, relayed output. */
export async function measureShuttle(bench: Bench): Promise<void> {
  const folder = bench.folder("shuttle");
  writeFileSync(join(folder, "shuttle.yaml"), PROJECT);
  const time = (command: readonly [string, ...string[]], times: number, nested = "") =>
    repeat(bench.quick ? 2 : times, () => run(command, folder, nested));
  const bare = await time([process.execPath, "-e", "0"], 21);
  const get = await time([LAUNCHER, "get", "service"], 21);
  bench.report(toFigure({ name: "bare node: start → end", parameters: {}, unit: "ms" }, bare));
  bench.report(toFigure({ name: "shuttle get: start → end", parameters: {}, unit: "ms" }, get));
  bench.note(
    `shuttle get is ${(least(get) - least(bare)).toFixed(1)} ms above bare node (least of each)`,
  );
  const name = `${CALLS} × shuttle get from a script`;
  const aim = { of: "p50", atMost: 4.6 } as const;
  const answered = await time([LAUNCHER, "run", "calls"], 5);
  bench.report(
    toFigure(
      { name, parameters: { answered: "by the parent" }, unit: "s", aim },
      inSeconds(answered),
    ),
  );
  const own = await time([LAUNCHER, "run", "calls"], 1, "process");
  bench.report(
    toFigure({ name, parameters: { answered: "by processes" }, unit: "s" }, inSeconds(own)),
  );
  const lines = await time([LAUNCHER, "run", "lines"], 5);
  bench.report(
    toFigure({ name: `${LINES} lines relayed`, parameters: { bytes: 113 }, unit: "ms" }, lines),
  );
}

async function repeat(times: number, work: () => Promise<number>): Promise<readonly number[]> {
  // The first start compiles, and keeps what it compiled.
  await work();
  const values: number[] = [];
  for (let count = 0; count < times; count += 1) values.push(await work());
  return values;
}

function run(
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
  nested: string,
): Promise<number> {
  if (!existsSync(program)) throw new Error(`${program} is missing: call this from the repository`);
  const begun = performance.now();
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, SHUTTLE_NESTED: nested },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(performance.now() - begun);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${String(status)}`));
    });
  });
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

function inSeconds(milliseconds: readonly number[]): readonly number[] {
  return milliseconds.map((value) => value / 1000);
}
