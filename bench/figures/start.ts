import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { type BenchWorld, createBenchWorld } from "../bench-world.ts";
import { toFigure } from "../figure.ts";
import { residentMegabytes } from "../memory.ts";
import { quiet } from "../quiet.ts";
import type { Bench } from "../suite.ts";

const SIZE = { commits: 1000, services: 50 };
const STARTS = 7;
const QUICK_STARTS = 2;
const POLL_MS = 3;

/** From the start of the process to the first connection that it takes, and what it then occupies. */
export async function measureStart(bench: Bench): Promise<void> {
  const world = await createBenchWorld(bench.folder("start"), SIZE);
  const started: number[] = [];
  const resident: number[] = [];
  try {
    for (let start = 0; start < (bench.quick ? QUICK_STARTS : STARTS); start += 1) {
      started.push(await startOnce(world));
      await quiet(world.admin);
      resident.push(residentMegabytes(world.ham.pid()) ?? Number.NaN);
      await world.ham.stop();
    }
  } finally {
    await world.close();
  }
  const aim = (atMost: number) => ({ of: "p50" as const, atMost });
  bench.report(
    toFigure(
      { name: "App: process start → listening", parameters: {}, unit: "ms", aim: aim(500) },
      started,
    ),
  );
  const measured = resident.filter(Number.isFinite);
  if (measured.length === 0) return;
  bench.report(
    toFigure(
      {
        name: "App: resident memory after start",
        parameters: { services: SIZE.services },
        unit: "MB",
        aim: aim(100),
      },
      measured,
    ),
  );
}

async function startOnce({ ham }: BenchWorld): Promise<number> {
  const begun = performance.now();
  const ready = ham.start();
  const listening = untilListening(Number(new URL(ham.url).port));
  const end = await listening;
  await ready;
  return end - begun;
}

async function untilListening(port: number): Promise<number> {
  while (!(await takesConnections(port))) await sleep(POLL_MS);
  return performance.now();
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
