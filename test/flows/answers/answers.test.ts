import { describe, expect, it } from "@jest/globals";

import type { HamPorts } from "../../../src/flows/ham.ts";
import type { Answer } from "../../../src/flows/ports/conversation.ts";
import type { PullRequest } from "../../../src/flows/ports/source-repository.ts";
import { HamWorld } from "../../support/ham-world.ts";

async function mergedWorld(): Promise<{ world: HamWorld; pull: PullRequest }> {
  const world = new HamWorld();
  const ham = world.start();
  const pull = world.openPull("feature", world.commit("feature", "work"));
  await ham.handle(world.opened(pull));
  await ham.handle(await world.built(world.merge(pull)));
  await ham.settled();
  return { world, pull };
}

/** The world's ports with another way to answer. */
function answering(world: HamWorld, answer: (given: Answer) => Promise<void>): HamPorts {
  return { ...world.ports, conversations: { ...world.ports.conversations, answer } };
}

describe("answers", () => {
  describe("when many ask on one pull request at once", () => {
    it("are one status comment that tells of all, and a reply for each refusal", async () => {
      const { world, pull } = await mergedWorld();
      const ham = world.start();
      const comments = Array.from({ length: 12 }, (_, index) =>
        world.comment(pull, "developer", index % 2 === 0 ? "/promote staging" : "/promote moon"),
      );

      await Promise.all(comments.map((job) => ham.handle(job)));
      await ham.settled();

      expect(world.conversations.statusComments(pull)).toHaveLength(1);
      expect(world.records(pull).filter((one) => one.asked !== "")).toHaveLength(12);
      expect(world.conversations.replies(pull)).toHaveLength(6);
      expect(world.releases("staging")).toHaveLength(1);
    });

    it("share writings instead of one each", async () => {
      const { world, pull } = await mergedWorld();
      let writings = 0;
      const ham = world.start(
        answering(world, async (given) => {
          writings += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
          await world.ports.conversations.answer(given);
        }),
      );
      const comments = Array.from({ length: 12 }, () =>
        world.comment(pull, "developer", "/promote staging"),
      );

      await Promise.all(comments.map((job) => ham.handle(job)));
      await ham.settled();

      expect(world.records(pull).filter((one) => one.asked !== "")).toHaveLength(12);
      expect(writings).toBeLessThan(6);
    });
  });

  describe("when GitHub does not take them", () => {
    it("don't delay the commit, and are tried again", async () => {
      const { world, pull } = await mergedWorld();
      let failures = 0;
      const ham = world.start(
        answering(world, (given) => {
          failures += 1;
          return failures < 3
            ? Promise.reject(new Error("502"))
            : world.ports.conversations.answer(given);
        }),
      );

      await ham.handle(world.comment(pull, "developer", "/promote staging"));
      expect(world.running("staging")).toBe(world.running("dev"));
      await ham.settled();

      expect(world.records(pull).filter((one) => one.asked !== "")).toHaveLength(1);
      expect([...(world.conversations.on(pull)[1]?.marks ?? [])]).toEqual(["taken", "done"]);
    });

    it("are taken up by the sweep after they were given up, with the outcome they had", async () => {
      const { world, pull } = await mergedWorld();
      let broken = true;
      const ham = world.start(
        answering(world, (given) =>
          broken ? Promise.reject(new Error("502")) : world.ports.conversations.answer(given),
        ),
      );
      await ham.handle(world.comment(pull, "developer", "/promote staging"));
      await ham.settled();
      broken = false;

      await ham.sweep();

      expect(world.records(pull).filter((one) => one.asked !== "")).toMatchObject([
        { outcome: "released" },
      ]);
      expect(world.releases("staging")).toHaveLength(1);
    });
  });

  describe("when a change has reached the last environment", () => {
    it("says so", async () => {
      const { world, pull } = await mergedWorld();
      const ham = world.start();

      await ham.handle(world.comment(pull, "maintainer", "/promote staging\n/promote prod"));
      await ham.settled();

      expect(world.conversations.statusComments(pull)[0]?.body).toContain(
        "🚀 This change of **shop** runs everywhere: **dev**, **staging**, **prod**.",
      );
    });
  });

  describe("when a later release ships an old change along", () => {
    it("leaves pull requests alone that were merged more than 14 days ago", async () => {
      const { world, pull } = await mergedWorld();
      const ham = world.start();
      await ham.handle(world.comment(pull, "maintainer", "/promote staging"));
      const old = world.openPull("old", world.commit("old", "old"));
      await ham.handle(await world.built(world.merge(old)));
      await ham.settled();
      const before = world.conversations.statusComments(old)[0]?.body;
      world.clock.advance(15 * 24 * 60 * 60 * 1000);
      const later = world.openPull("later", world.commit("later", "more"));
      await ham.handle(await world.built(world.merge(later)));

      await ham.handle(world.comment(later, "maintainer", "/promote staging"));
      await ham.settled();

      expect(world.records(later).at(-1)).toMatchObject({ ships: ["change on old"] });
      expect(world.conversations.statusComments(old)[0]?.body).toBe(before);
    });
  });
});
