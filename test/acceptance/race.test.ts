import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type BenchWorld, answered, comment, createBenchWorld } from "../../bench/bench-world.ts";
import { hamCallsSince, isCommit } from "../../bench/calls.ts";
import { type NewReleases, releasesSince } from "../../bench/judge-releases.ts";
import { quiet } from "../../bench/quiet.ts";
import { type HamProcess, freePort } from "../../scripts/processes/ham-process.ts";
import { startFanOut } from "../support/acceptance/fan-out.ts";
import { type AskedRelease, judgeReleases } from "../support/acceptance/judge-estate.ts";

const RELEASES = 200;

describe(`two Hams on one config repository, ${RELEASES} releases`, () => {
  let folder: string;
  let world: BenchWorld;
  let hams: readonly HamProcess[];
  let fanOut: Server;
  let releases: NewReleases;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "acceptance-race-"));
    world = await createBenchWorld(
      folder,
      { commits: 300, services: RELEASES },
      { hamEnvironment: { HAM_ANSWERS_PER_MINUTE: "10000" }, checkAnswers: true },
    );
    hams = [world.replica(await freePort()), world.replica(await freePort())];
    for (const ham of hams) await ham.start();
    fanOut = await startFanOut(
      Number(new URL(world.ham.url).port),
      hams.map(({ url }) => url),
    );
  });
  afterAll(async () => {
    fanOut.closeAllConnections();
    fanOut.close();
    for (const ham of hams) await ham.kill();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("loses no update, moves only forward, and tells each person once", async () => {
    releases = await releasesSince(world.config, "staging");
    await world.admin.mark("race");
    const asked = await Promise.all(
      Array.from({ length: RELEASES }, async (_, index): Promise<AskedRelease> => {
        const service = `service-${index}`;
        const repository = `squad-${Math.floor(index / 10)}`;
        const commentId = await comment(world, repository, `/promote staging ${service}`);
        return { repository, commentId, service };
      }),
    );
    for (const { repository, commentId } of asked) await answered(world, repository, commentId);
    await quiet(world.admin, 120_000);
    // What two writers of one conversation left is put right by the next look at it.
    for (const ham of hams) await ham.stop();
    await hams[0]?.start();
    await quiet(world.admin, 120_000);

    expect(await judgeReleases(world, "staging", asked)).toEqual([]);
    expect(await lostRaces()).toBeGreaterThan(0);
  });

  /** Commits that were tried and not made: without any, nobody raced. */
  async function lostRaces(): Promise<number> {
    const tried = (await hamCallsSince(world.admin, "race")).filter(isCommit).length;
    const made = await releases.read();
    return tried - made.commits;
  }
});
