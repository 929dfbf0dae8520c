import { describe, expect, it } from "@jest/globals";

import type { Job } from "../../../src/flows/job.ts";
import { HAM_YAML } from "../../support/builders.ts";
import { HamWorld } from "../../support/ham-world.ts";

async function tell(world: HamWorld, ...jobs: readonly Job[]): Promise<void> {
  const ham = world.start();
  for (const job of jobs) await ham.handle(job);
  await ham.settled();
}

const heldBack = (kind: "lock" | "pin"): string =>
  JSON.stringify({ [kind]: { owner: "maintainer", reason: "we look into it" } });

describe("an automatic release", () => {
  describe("when builds finish in another order than their commits", () => {
    it("ends with the newer commit", async () => {
      const world = new HamWorld();
      const older = world.commit("master", "older");
      const newer = world.commit("master", "newer");
      const lateBuild = await world.built(older);
      const build = await world.built(newer);

      await tell(world, build, lateBuild);

      expect(world.running("dev")).toContain(newer.slice(0, 10));
      expect(world.releases("dev")).toHaveLength(1);
    });

    it("ends with the newer commit even if the older one's run is newer", async () => {
      const world = new HamWorld();
      const older = world.commit("master", "older");
      const newer = world.commit("master", "newer");
      await tell(world, await world.built(newer));

      await tell(world, await world.built(older));

      expect(world.running("dev")).toContain(newer.slice(0, 10));
    });
  });

  describe("when the branch was force-pushed", () => {
    it("takes what replaces the running commit", async () => {
      const world = new HamWorld();
      const base = world.sources.repository("acme/shop").branches.get("master");
      await tell(world, await world.built(world.commit("master", "gone")));
      const instead = world.commit("master", "instead", {
        parents: base === undefined ? [] : [base],
      });

      await tell(world, await world.built(instead));

      expect(world.running("dev")).toContain(instead.slice(0, 10));
    });
  });

  describe("when the environment holds it back", () => {
    it.each(["lock", "pin"] as const)("waits, and tells why, with a %s", async (kind) => {
      const world = new HamWorld();
      const commit = world.commit("master", "work");
      world.pushToConfig("env/dev", new Map([["locks/shop.json", heldBack(kind)]]));

      await tell(world, await world.built(commit));

      expect(world.running("dev")).toBeUndefined();
      expect(world.checks.reports[0]?.summary).toContain("'we look into it'");
    });

    it("waits with a policy file that can't be read, and releases nothing on its own", async () => {
      const world = new HamWorld();
      world.pushToConfig("env/dev", new Map([["policies/shop.json", "{"]]));

      await tell(world, await world.built(world.commit("master", "work")));

      expect(world.running("dev")).toBeUndefined();
    });
  });

  describe("when a person changes the policy of the service after it was stored", () => {
    const policy = (service: string) =>
      new Map([
        [
          `policies/${service}.json`,
          JSON.stringify({ autoReleases: [{ branch: "master", environment: "staging" }] }),
        ],
      ]);

    async function toldAgainAfter(service: string): Promise<HamWorld> {
      const world = new HamWorld(HAM_YAML.replace("autoRelease: {branch: master}", ""));
      world.pushToConfig("env/staging", policy("shop"));
      world.clock.advance(60_000);
      const job = await world.built(world.commit("master", "work"));
      world.config.rejects = ({ branch }) => (branch === "env/staging" ? "no" : undefined);
      await tell(world, job);
      world.config.rejects = () => undefined;
      world.clock.advance(60_000);
      const changed = new Map([...policy(service)].map(([path, text]) => [path, `${text}\n`]));
      world.pushToConfig("env/staging", changed);

      await tell(world, job);

      return world;
    }

    it("releases nothing that was there before", async () => {
      const world = await toldAgainAfter("shop");

      expect(world.running("staging")).toBeUndefined();
    });

    it("does not mind another service's", async () => {
      const world = await toldAgainAfter("cart");

      expect(world.running("staging")).toBeDefined();
    });
  });

  describe("when several environments take the branch", () => {
    it("releases to each of them", async () => {
      const yaml = HAM_YAML.replace(
        "{name: staging}",
        "{name: staging, autoRelease: {branch: master}}",
      );
      const world = new HamWorld(yaml);

      await tell(world, await world.built(world.commit("master", "work")));

      expect(world.running("staging")).toBe(world.running("dev"));
      expect(world.running("staging")).toBeDefined();
    });
  });

  describe("when the namespace of a service changes", () => {
    it("removes the folder in the old one", async () => {
      const world = new HamWorld();
      await tell(world, await world.built(world.commit("master", "work")));
      world.configure(
        HAM_YAML.replace(
          "shop: {repository: acme/shop}",
          "shop: {repository: acme/shop, namespaces: [store]}",
        ),
      );

      await tell(world, await world.built(world.commit("master", "more")));

      const files = [...(world.config.branches.head("env/dev")?.files.keys() ?? [])];
      expect(files.filter((path) => path.includes("shop")).sort()).toEqual([
        "clusters/store/shop.yaml",
        "releases/store/shop/10-config.yaml",
        "releases/store/shop/artifact.json",
      ]);
    });
  });

  describe("when no pull request brought the commit", () => {
    it("records the deployment all the same", async () => {
      const world = new HamWorld();
      const commit = world.commit("master", "work");

      await tell(world, await world.built(commit));

      expect(world.conversations.deployments).toMatchObject([{ commit, environment: "dev" }]);
      expect(world.faults()).toEqual([]);
    });
  });
});
