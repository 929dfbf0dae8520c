import { describe, expect, it } from "@jest/globals";

import type { Job } from "../../../src/flows/job.ts";
import type { PullRequest } from "../../../src/flows/ports/source-repository.ts";
import { type Death, dyingPorts } from "../../support/dying-ports.ts";
import { HamWorld } from "../../support/ham-world.ts";

type Scene = { readonly world: HamWorld; readonly pull: PullRequest; readonly job: Job };

const ENVIRONMENTS = ["dev", "staging", "prod"];

async function merged(): Promise<{ world: HamWorld; pull: PullRequest }> {
  const world = new HamWorld();
  const ham = world.start();
  const pull = world.openPull("feature", world.commit("feature", "work"));
  await ham.handle(world.opened(pull));
  await ham.handle(await world.built(world.merge(pull)));
  await ham.settled();
  return { world, pull };
}

const scenes: Readonly<Record<string, () => Promise<Scene>>> = {
  "a pull request is opened": () => {
    const world = new HamWorld();
    const pull = world.openPull("feature", world.commit("feature", "work"));
    return Promise.resolve({ world, pull, job: world.opened(pull) });
  },
  "a run has finished": async () => {
    const world = new HamWorld();
    const pull = world.openPull("feature", world.commit("feature", "work"));
    const job = await world.built(world.merge(pull));
    return { world, pull, job };
  },
  "a known tree is pushed": async () => {
    const world = new HamWorld();
    const ham = world.start();
    const head = world.commit("feature", "work");
    const pull = world.openPull("feature", head);
    await ham.handle(await world.built(head, { branch: "feature", event: "pull_request" }));
    await ham.settled();
    return { world, pull, job: world.pushed(world.merge(pull, { tree: world.treeOf(head) })) };
  },
  "a promotion is asked for": async () => {
    const { world, pull } = await merged();
    return { world, pull, job: world.comment(pull, "developer", "/promote staging") };
  },
  "a promotion and a refused one are asked for": async () => {
    const { world, pull } = await merged();
    const job = world.comment(pull, "developer", "/promote staging\n/promote prod\n/status");
    return { world, pull, job };
  },
  "a comment is asked whose delivery got lost": async () => {
    const { world, pull } = await merged();
    const body = "/promote staging";
    return { world, pull, job: world.comment(pull, "maintainer", body, { silent: true }) };
  },
  "a label is added": async () => {
    const { world, pull } = await merged();
    return { world, pull, job: world.label(pull, "developer", "promote:staging") };
  },
};

/** What is left when everybody is done, as people and Flux see it. */
function traces({ world, pull }: Scene): unknown {
  return {
    running: ENVIRONMENTS.map((environment) => world.running(environment)),
    commits: ENVIRONMENTS.map((environment) => world.releases(environment).length),
    records: world.records(pull).map(({ request, outcome, reason }) => [request, outcome, reason]),
    statusComments: world.conversations.statusComments(pull).length,
    replies: world.conversations.replies(pull).length,
    marks: world.conversations.on(pull).map((comment) => [...comment.marks].sort()),
    deployments: world.conversations.deployments.length,
    checks: world.checks.reports.flatMap(({ name, conclusion }) =>
      name === "Ham: shop" ? [conclusion] : [],
    ),
    labels: world.sources.repository(pull.repository).pulls.get(pull.number)?.labels,
  };
}

async function play(scene: Scene, death: Death | undefined): Promise<number> {
  const dying = dyingPorts(scene.world.ports, death);
  const ham = scene.world.start(dying.ports);
  await ham.handle(scene.job);
  await ham.settled();
  return dying.calls();
}

async function sweep(world: HamWorld): Promise<void> {
  const ham = world.start();
  await ham.sweep();
  await ham.settled();
}

describe("a Ham that was killed", () => {
  describe.each(Object.keys(scenes))("when %s", (name) => {
    const make = scenes[name];
    if (make === undefined) throw new Error(name);

    it("leaves nothing lost and nothing twice, at whichever call it dies", async () => {
      const whole = await make();
      const calls = await play(whole, undefined);
      const wanted = traces(whole);
      expect(calls).toBeGreaterThan(2);

      for (let at = 0; at < calls; at += 1) {
        for (const when of ["before", "after"] as const) {
          const scene = await make();
          await play(scene, { at, when });
          await sweep(scene.world);

          expect({ at, when, left: traces(scene) }).toEqual({ at, when, left: wanted });
        }
      }
    });

    it("tells the rest of an answer of which only a part got through", async () => {
      const whole = await make();
      await play(whole, undefined);
      const wanted = traces(whole);

      for (const step of [1, 2, 3]) {
        const scene = await make();
        const { conversations } = scene.world;
        let steps = 0;
        conversations.between = () => {
          steps += 1;
          // Dead from there on: what Ham tries again does not get through either.
          return steps < step ? Promise.resolve() : Promise.reject(new Error("killed"));
        };
        await play(scene, undefined);
        conversations.between = () => Promise.resolve();
        await sweep(scene.world);

        expect({ step, left: traces(scene) }).toEqual({ step, left: wanted });
      }
    });

    it("changes nothing by sweeping again", async () => {
      const scene = await make();
      await play(scene, undefined);
      await sweep(scene.world);
      const before = JSON.stringify(traces(scene));
      const heads = ENVIRONMENTS.map((one) => scene.world.config.branches.head(`env/${one}`)?.sha);

      await sweep(scene.world);
      scene.world.watermark.swept = undefined;
      await sweep(scene.world);

      expect(scene.world.faults()).toEqual([]);
      expect(JSON.stringify(traces(scene))).toBe(before);
      expect(
        ENVIRONMENTS.map((one) => scene.world.config.branches.head(`env/${one}`)?.sha),
      ).toEqual(heads);
    });
  });
});
