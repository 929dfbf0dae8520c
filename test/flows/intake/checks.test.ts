import { describe, expect, it } from "@jest/globals";

import { HAM_YAML } from "../../support/builders.ts";
import { HamWorld } from "../../support/ham-world.ts";

const BOTH_IN_SHOP = HAM_YAML.replace("acme/cart", "acme/shop, path: cart");

describe("the checks of what runs uploaded", () => {
  describe("when two workflows share a commit", () => {
    it("does not hide one service's refusal behind another one's success", async () => {
      const world = new HamWorld(BOTH_IN_SHOP);
      const ham = world.start();
      const commit = world.commit("master", "work");
      const refused = await world.built(commit, { service: "shop", expired: true });
      const fine = await world.built(commit, { service: "cart", repository: "acme/shop" });

      await ham.handle(refused);
      await ham.settled();
      await ham.handle(fine);
      await ham.settled();

      expect(world.checks.reports).toMatchObject([
        { commit, name: "Ham: shop", conclusion: "failure" },
        { commit, name: "Ham: cart", conclusion: "success" },
      ]);
    });
  });

  describe("when uploads belong to no service of the repository", () => {
    it("tells of all of them in one check", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const commit = world.commit("master", "work");

      await ham.handle(await world.built(commit, { service: "cart", repository: "acme/shop" }));
      await ham.settled();

      expect(world.checks.reports).toMatchObject([{ commit, name: "Ham", conclusion: "failure" }]);
    });
  });
});
