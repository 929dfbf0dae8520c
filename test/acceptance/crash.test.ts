import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type BenchWorld, answered, comment, createBenchWorld } from "../../bench/bench-world.ts";
import { hamCallsSince } from "../../bench/calls.ts";
import { quiet } from "../../bench/quiet.ts";
import { until } from "../../scripts/processes/wait.ts";
import { type AskedRelease, judgeReleases } from "../support/acceptance/judge-estate.ts";

/** Of the random crashes; another one by CRASH_SEED. */
const SEED = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);
const RELEASES = 100;
const RANDOM_CRASHES = 12;

/** What tells one kind of call from another, as the sandbox's fault rules match it. */
type CallKind = { readonly graphql: string } | { readonly method: string; readonly path: string };

describe(`Ham, killed during ${RELEASES} releases (CRASH_SEED=${SEED})`, () => {
  let folder: string;
  let world: BenchWorld;
  const asked: AskedRelease[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "acceptance-crash-"));
    world = await createBenchWorld(
      folder,
      { commits: 300, services: RELEASES },
      // GitHub's pace of answers would make this last for minutes, and is not what is tried here.
      { hamEnvironment: { HAM_ANSWERS_PER_MINUTE: "10000" }, checkAnswers: true },
    );
    await world.ham.start();
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The next service that was not asked for yet. */
  async function ask(): Promise<AskedRelease> {
    const service = `service-${asked.length}`;
    const repository = `squad-${Math.floor(asked.length / 10)}`;
    const commentId = await comment(world, repository, `/promote staging ${service}`);
    const release = { repository, commentId, service };
    asked.push(release);
    return release;
  }

  async function restart(): Promise<void> {
    await world.ham.kill();
    await world.ham.start();
  }

  it("answers each once when it dies before or after any of its calls", async () => {
    const kinds = await callKindsOfAPromotion();
    expect(kinds.length).toBeGreaterThan(4);

    for (const match of kinds) {
      for (const point of ["before", "after"] as const) {
        const fault = await world.admin.addFault({ match, do: { kind: "hold", point } });
        const { repository, commentId } = await ask();
        await Promise.race([
          until(`a call like ${JSON.stringify(match)}`, async () =>
            (await world.admin.hasStruck(fault)) ? true : undefined,
          ),
          // Not every promotion makes every call: then there is nothing to die at.
          answered(world, repository, commentId),
        ]);
        await world.ham.kill();
        await world.admin.run("removeFault", { id: fault });
        await world.ham.start();
        await answered(world, repository, commentId);
      }
    }

    await quiet(world.admin);
    expect(await judgeReleases(world, "staging", asked)).toEqual([]);
  });

  it("answers each once when it dies at any moment", async () => {
    const random = createRandom(SEED);
    const crashes = new Set(
      Array.from({ length: RANDOM_CRASHES }, () => asked.length + Math.floor(random() * 40)),
    );

    while (asked.length < RELEASES) {
      const isCrash = crashes.has(asked.length);
      await ask();
      await sleep(random() * 120);
      if (isCrash) await restart();
    }
    for (const { repository, commentId } of asked) await answered(world, repository, commentId);

    await quiet(world.admin);
    expect(asked.length).toBe(RELEASES);
    expect(await judgeReleases(world, "staging", asked)).toEqual([]);
  });

  /** A promotion that nothing disturbs shows which calls there are. */
  async function callKindsOfAPromotion(): Promise<readonly CallKind[]> {
    await quiet(world.admin);
    await world.admin.mark("undisturbed");
    const { repository, commentId } = await ask();
    await answered(world, repository, commentId);
    await quiet(world.admin);
    const calls = await hamCallsSince(world.admin, "undisturbed");
    const kinds = calls.map(({ graphql, method, path }): CallKind => {
      const [field] = graphql?.fields ?? [];
      return field === undefined
        ? { method, path: path.replaceAll(/\d+/g, "*") }
        : { graphql: graphql?.name ?? field };
    });
    return [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()];
  }
});

/** A small generator, so that a seed gives the same crashes again. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
