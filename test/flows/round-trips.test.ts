import { describe, expect, it } from "@jest/globals";

import type { Ham } from "../../src/flows/ham.ts";
import type { Job } from "../../src/flows/job.ts";
import { HamWorld } from "../support/ham-world.ts";
import { type Recording, recordingPorts } from "../support/recording-ports.ts";

/** Rounds until the job is done with committing; answers come after it and are not waited for. */
async function roundsOf(ham: Ham, recording: Recording, job: Job): Promise<number> {
  recording.reset();
  await ham.handle(job);
  const committed = recording.rounds();
  await ham.settled();
  return committed;
}

async function readyWorld(): Promise<{ world: HamWorld; recording: Recording; ham: Ham }> {
  const world = new HamWorld();
  const recording = recordingPorts(world.ports);
  const ham = world.start(recording.ports);
  const first = world.openPull("first", world.commit("first", "work"));
  await ham.handle(await world.built(world.merge(first)));
  await ham.settled();
  return { world, recording, ham };
}

describe("sequential round trips until the release commit exists", () => {
  it("are at most 2 for a promotion when everything immutable is known, and at most 6 calls", async () => {
    const { world, recording, ham } = await readyWorld();
    const pull = world.openPull("second", world.commit("second", "work"));
    await ham.handle(await world.built(world.merge(pull)));
    await ham.settled();

    const rounds = await roundsOf(
      ham,
      recording,
      world.comment(pull, "developer", "/promote staging"),
    );

    expect(world.running("staging")).toBe(world.running("dev"));
    expect(rounds).toBeLessThanOrEqual(2);
    // `take` is two calls of GitHub's and `answer` two more, as they carry a reaction and a deployment.
    const cost = recording.calls.map((call) => (/take|answer/.test(call) ? 2 : 1));
    expect({ calls: recording.calls, cost: cost.reduce((sum, one) => sum + one, 0) }).toMatchObject(
      {
        cost: 6,
      },
    );
  });

  it("are at most 3 for a promotion by a Ham that knows the configuration alone", async () => {
    const { world } = await readyWorld();
    const pull = world.openPull("second", world.commit("second", "work"));
    await world.start().handle(await world.built(world.merge(pull)));
    const recording = recordingPorts(world.ports);
    const ham = world.start(recording.ports);
    await ham.handle(world.configure(await currentYaml(world)));

    const rounds = await roundsOf(
      ham,
      recording,
      world.comment(pull, "developer", "/promote staging"),
    );

    expect(world.running("staging")).toBe(world.running("dev"));
    expect(rounds).toBeLessThanOrEqual(3);
  });

  it("are at most 6 for a finished workflow run", async () => {
    const { world, recording, ham } = await readyWorld();
    const pull = world.openPull("second", world.commit("second", "work"));
    const merge = world.merge(pull);
    const job = await world.built(merge);

    const rounds = await roundsOf(ham, recording, job);

    expect(world.running("dev")).toContain(merge.slice(0, 10));
    expect(rounds).toBeLessThanOrEqual(6);
  });

  it("are at most 3 for the push of a tree that is known", async () => {
    const { world, recording, ham } = await readyWorld();
    const head = world.commit("second", "work");
    const pull = world.openPull("second", head);
    await ham.handle(await world.built(head, { branch: "second", event: "pull_request" }));
    await ham.settled();
    const merge = world.merge(pull, { tree: world.treeOf(head) });

    const rounds = await roundsOf(ham, recording, world.pushed(merge));

    expect(world.running("dev")).toContain(merge.slice(0, 10));
    expect(rounds).toBeLessThanOrEqual(3);
  });
});

async function currentYaml(world: HamWorld): Promise<string> {
  const { config } = await world.config.read({ environments: [] });
  return config?.text ?? "";
}
