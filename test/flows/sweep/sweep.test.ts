import { describe, expect, it } from "@jest/globals";

import type { Job } from "../../../src/flows/job.ts";
import type { PullRequest } from "../../../src/flows/ports/source-repository.ts";
import { HAM_YAML } from "../../support/builders.ts";
import { HamWorld } from "../../support/ham-world.ts";

const HOUR = 60 * 60 * 1000;

async function builtWorld(
  yaml = HAM_YAML,
): Promise<{ world: HamWorld; pull: PullRequest; job: Job }> {
  const world = new HamWorld(yaml);
  const pull = world.openPull("feature", world.commit("feature", "work"));
  const job = await world.built(world.merge(pull));
  const ham = world.start();
  await ham.handle(job);
  await ham.settled();
  return { world, pull, job };
}

async function sweep(world: HamWorld): Promise<void> {
  const ham = world.start();
  await ham.sweep();
  await ham.settled();
}

describe("the sweep", () => {
  describe("when nobody told of what happened", () => {
    it("finds the run, the comment and the pull request", async () => {
      const world = new HamWorld();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      await world.built(world.merge(pull));
      world.comment(pull, "developer", "/promote staging", { silent: true });
      world.deliveries.log.length = 0;

      await sweep(world);

      expect(world.running("staging")).toBe(world.running("dev"));
      expect(world.running("dev")).toBeDefined();
      expect(world.conversations.statusComments(pull)).toHaveLength(1);
    });

    it("finds the push of a known tree", async () => {
      const world = new HamWorld();
      const head = world.commit("feature", "work");
      const pull = world.openPull("feature", head);
      await world.built(head, { branch: "feature", event: "pull_request" });
      await sweep(world);
      world.clock.advance(10 * 60_000);
      const merge = world.merge(pull, { tree: world.treeOf(head) });

      await sweep(world);

      expect(world.running("dev")).toContain(merge.slice(0, 10));
    });
  });

  describe("when a comment is not what it was when it was made", () => {
    it("never executes it", async () => {
      const { world, pull } = await builtWorld();
      world.comment(pull, "maintainer", "/promote staging", { edited: true, silent: true });

      await sweep(world);

      expect(world.running("staging")).toBeUndefined();
    });
  });

  describe("when a comment was deleted meanwhile", () => {
    it("answers what was asked all the same", async () => {
      const { world, pull } = await builtWorld();
      world.comment(pull, "developer", "/promote staging");
      world.conversations.comments.pop();

      await sweep(world);

      expect(world.running("staging")).toBe(world.running("dev"));
    });
  });

  describe("when a policy is new", () => {
    it("releases nothing that was stored before the last sweep", async () => {
      const { world } = await builtWorld();
      await sweep(world);
      world.clock.advance(HOUR);
      await sweep(world);
      world.configure(
        HAM_YAML.replace("{name: staging}", "{name: staging, autoRelease: {branch: master}}"),
      );

      await sweep(world);

      expect(world.running("staging")).toBeUndefined();
    });
  });

  describe("when a policy file says it", () => {
    it("releases what was stored and is due", async () => {
      const { world, job } = await builtWorld(
        HAM_YAML.replace("autoRelease: {branch: master}", ""),
      );
      const policy = JSON.stringify({ autoReleases: [{ branch: "master", environment: "dev" }] });
      world.pushToConfig("env/dev", new Map([["policies/shop.json", policy]]));
      await sweep(world);
      expect(world.running("dev")).toBeUndefined();
      world.clock.advance(60_000);
      world.config.rejects = ({ branch }) => (branch === "env/dev" ? "no" : undefined);
      const commit = world.commit("master", "more");
      const ham = world.start();
      await ham.handle(await world.built(commit));
      await ham.settled();
      world.config.rejects = () => undefined;
      world.deliveries.log.length = 0;

      await sweep(world);

      expect(job.kind).toBe("run-completed");
      expect(world.running("dev")).toContain(commit.slice(0, 10));
    });
  });

  describe("when deliveries were done already", () => {
    it("does not fetch them again after a restart", async () => {
      const { world, pull } = await builtWorld();
      const ham = world.start();
      await ham.handle(world.comment(pull, "developer", "/promote staging"));
      ham.pass(world.deliveries.record(world.opened(pull)));
      await ham.settled();
      const asked = world.comment(pull, "maintainer", "/promote prod");
      const fetched: string[] = [];
      const { log } = world.deliveries;
      for (const [index, one] of log.entries()) {
        const job = (): Promise<Job | undefined> => {
          fetched.push(one.guid);
          return one.job();
        };
        log[index] = { ...one, job };
      }

      await sweep(world);
      await sweep(world);

      expect(fetched).toContain(asked.delivery);
      expect(new Set(fetched).size).toBe(fetched.length);
      expect(fetched.length).toBeLessThan(log.length);
      expect(world.running("prod")).toBe(world.running("dev"));
    });

    it("fetches those whose answer was given up", async () => {
      const { world, pull } = await builtWorld();
      const job = world.comment(pull, "developer", "/promote staging");
      const ham = world.start({
        ...world.ports,
        conversations: {
          ...world.ports.conversations,
          take: world.ports.conversations.take,
          marks: world.ports.conversations.marks,
          answer: () => Promise.reject(new Error("502")),
        },
      });
      await ham.handle(job);
      await ham.settled();

      expect(world.watermark.swept?.done.has(job.delivery ?? "")).not.toBe(true);
      await sweep(world);
      expect(world.records(pull)).toMatchObject([{}, { asked: "/promote staging" }]);
    });
  });

  describe("when a release was told already", () => {
    it("does not write the same once more", async () => {
      const { world, pull } = await builtWorld();
      const [before] = world.records(pull);
      world.clock.advance(60_000);
      let answers = 0;
      const ham = world.start({
        ...world.ports,
        conversations: {
          ...world.ports.conversations,
          answer: (answer) => {
            if (answer.statusBody !== undefined) answers += 1;
            return world.ports.conversations.answer(answer);
          },
        },
      });

      await ham.sweep();

      expect(answers).toBe(0);
      expect(world.records(pull)).toEqual([before]);
    });
  });

  describe("when two Hams did the same at once", () => {
    it("leaves one status comment and one reply", async () => {
      const world = new HamWorld();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      const job = world.comment(pull, "outsider", "/promote staging");
      const hams = [world.start(), world.start()];
      await Promise.all(hams.map((ham) => ham.handle(job)));
      await Promise.all(hams.map((ham) => ham.settled()));
      expect(world.conversations.statusComments(pull)).toHaveLength(2);

      await hams[1]?.sweep();

      expect(world.conversations.statusComments(pull)).toHaveLength(1);
      expect(world.conversations.replies(pull)).toHaveLength(1);
      expect(world.records(pull)).toMatchObject([{ outcome: "refused" }]);
    });
  });

  describe("when a person decided something since", () => {
    it("does not undo it", async () => {
      const { world, pull } = await builtWorld();
      const first = world.running("dev");
      const later = world.openPull("later", world.commit("later", "more"));
      const job = await world.built(world.merge(later));
      const ham = world.start();
      await ham.handle(job);
      world.clock.advance(60_000);
      await ham.handle(world.comment(pull, "developer", "/release dev"));
      await ham.settled();

      await sweep(world);

      expect(world.running("dev")).toBe(first);
    });
  });

  describe("when it does not get to its end", () => {
    it("does not move the watermark", async () => {
      const { world } = await builtWorld();
      const ham = world.start({
        ...world.ports,
        deliveries: {
          ...world.ports.deliveries,
          since: () => Promise.reject(new Error("502")),
        },
      });

      await ham.sweep();

      expect(world.watermark.time).toBeUndefined();
      expect(world.faults()).toMatchObject([{ what: "sweep" }]);
    });

    it("goes on with other repositories when one can't be looked at", async () => {
      const world = new HamWorld();
      const pull = world.openPull("feature", world.commit("feature", "work"));
      await world.built(world.merge(pull));
      world.deliveries.log.length = 0;
      const ham = world.start({
        ...world.ports,
        sources: {
          ...world.ports.sources,
          completedRuns: (repository, since) =>
            repository === "acme/cart"
              ? Promise.reject(new Error("404"))
              : world.ports.sources.completedRuns(repository, since),
        },
      });

      await ham.sweep();

      expect(world.running("dev")).toBeDefined();
      expect(world.watermark.time).toBeDefined();
      expect(world.faults()).toMatchObject([{ what: "sweep of acme/cart" }]);
    });

    it("does not move it either when a job broke, and takes that up again", async () => {
      const { world, pull } = await builtWorld();
      world.comment(pull, "developer", "/promote staging", { silent: true });
      const ham = world.start({
        ...world.ports,
        conversations: {
          ...world.ports.conversations,
          take: () => Promise.reject(new Error("502")),
        },
      });
      await ham.sweep();
      expect(world.watermark.time).toBeUndefined();

      await sweep(world);

      expect(world.running("staging")).toBe(world.running("dev"));
      expect(world.watermark.time).toBeDefined();
    });
  });

  describe("when it is asked for twice at once", () => {
    it("runs once", async () => {
      const { world } = await builtWorld();
      let reads = 0;
      const ham = world.start({
        ...world.ports,
        watermark: {
          ...world.ports.watermark,
          read: () => {
            reads += 1;
            return world.ports.watermark.read();
          },
        },
      });

      await Promise.all([ham.sweep(), ham.sweep()]);

      expect(reads).toBe(1);
    });
  });

  describe("when a label was added and nobody told of it", () => {
    it("finds it", async () => {
      const { world, pull } = await builtWorld();
      world.label(pull, "developer", "promote:staging");
      world.deliveries.log.length = 0;

      await sweep(world);

      expect(world.running("staging")).toBe(world.running("dev"));
      expect((await world.conversations.read(pull))?.labels).toEqual([]);
    });
  });
});
