import { describe, expect, it } from "@jest/globals";

import type { CommitSha } from "../../../src/core/artifact/ids.ts";
import type { Ham } from "../../../src/flows/ham.ts";
import type { Job } from "../../../src/flows/job.ts";
import type { PullRequest } from "../../../src/flows/ports/source-repository.ts";
import { HAM_YAML, aConfigMap } from "../../support/builders.ts";
import { HamWorld } from "../../support/ham-world.ts";

async function tell(ham: Ham, ...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await ham.handle(job);
  await ham.settled();
}

/** A pull request that was built, and that is up to date with its base. */
async function builtPull(
  world: HamWorld,
  ham: Ham,
  wish: { readonly event?: string; readonly plan?: string; readonly planSha?: CommitSha } = {},
): Promise<{ head: CommitSha; pull: PullRequest }> {
  const { plan } = wish;
  const head = world.commit("feature", "work", plan === undefined ? {} : { plan });
  const pull = world.openPull("feature", head);
  await tell(
    ham,
    await world.built(head, { branch: "feature", event: wish.event ?? "pull_request" }),
  );
  return { head, pull };
}

describe("a push", () => {
  describe("when its tree was built on the pull request that was merged", () => {
    it("is released at once under its own commit, and says what it reuses", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);
      const merge = world.merge(pull, { tree: world.treeOf(head) });

      await tell(ham, world.pushed(merge));

      expect(world.faults()).toEqual([]);
      expect(world.running("dev")).toBe(`master-${merge.slice(0, 10)}-0000000000`);
      const spec = world.config.branches
        .head("env/dev")
        ?.files.get("releases/dev/shop/artifact.json");
      expect(JSON.parse(spec ?? "{}")).toMatchObject({
        application: { branch: "master", sha: merge },
        reusedFrom: { id: `feature-${head.slice(0, 10)}-0000000000` },
      });
      expect(world.conversations.statusComments(pull)[0]?.body).toContain("runs in **dev**");
    });

    it("leaves nothing to do for the build that comes later, whatever it built", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);
      const merge = world.merge(pull, { tree: world.treeOf(head) });
      await tell(ham, world.pushed(merge));
      const before = world.config.branches.head("env/dev")?.sha;

      await tell(
        ham,
        await world.built(merge, { manifests: { "dev/a.yaml": aConfigMap("shop", "other") } }),
      );

      expect(world.config.branches.head("env/dev")?.sha).toBe(before);
      expect(world.checks.reports.at(-1)?.conclusion).toBe("success");
    });

    it("does nothing when the build was faster", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);
      const merge = world.merge(pull, { tree: world.treeOf(head) });
      await tell(ham, await world.built(merge));
      const before = world.config.branches.head("artifacts/shop")?.sha;

      await tell(ham, world.pushed(merge));

      expect(world.config.branches.head("artifacts/shop")?.sha).toBe(before);
      expect(world.releases("dev")).toHaveLength(1);
    });

    it("is released once when it is told twice, at once and by another Ham", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);
      const job = world.pushed(world.merge(pull, { tree: world.treeOf(head) }));

      await Promise.all([tell(ham, job), tell(ham, job), tell(world.start(), job)]);

      expect(world.releases("dev")).toHaveLength(1);
      expect(world.faults()).toEqual([]);
    });
  });

  describe("when two are merged in quick succession", () => {
    it("ends with the newer one", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);
      const first = world.merge(pull, { tree: world.treeOf(head) });
      const second = world.openPull("second", world.commit("second", "more"));
      const later = world.merge(second);
      const build = await world.built(later);

      await Promise.all([tell(ham, build), tell(ham, world.pushed(first))]);

      expect(world.running("dev")).toContain(later.slice(0, 10));
    });
  });

  describe("when the tree is an old one again, because a change was reverted", () => {
    it("is released as the newest", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const good = world.commit("master", "good");
      await tell(ham, await world.built(good));
      await tell(ham, await world.built(world.commit("master", "bad")));
      const revert = world.commit("master", "Revert bad", { tree: world.treeOf(good) });

      await tell(ham, world.pushed(revert));

      expect(world.running("dev")).toContain(revert.slice(0, 10));
    });
  });

  describe("when something speaks against it", () => {
    it("waits for the build if the base had moved", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { pull } = await builtPull(world, ham);

      await tell(ham, world.pushed(world.merge(pull)));

      expect(world.running("dev")).toBeUndefined();
    });

    it("does not take what a push to another branch built over a malicious parent", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const { head } = await builtPull(world, ham, { event: "push" });
      const unrelated = world.commit("master", "same tree", { tree: world.treeOf(head) });

      await tell(ham, world.pushed(unrelated));

      expect(world.running("dev")).toBeUndefined();
    });

    it("does not take what a run started by hand built", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const built = world.commit("master", "by hand");
      await tell(ham, await world.built(built, { event: "workflow_dispatch" }));
      const next = world.commit("master", "same tree", { tree: world.treeOf(built) });

      await tell(ham, world.pushed(next));

      expect(world.running("dev")).toContain(built.slice(0, 10));
    });

    it.each([
      ["a plan that moved on", "plan: https://github.com/acme/plan.git#main\n"],
      ["a plan that can't be known", "plan: https://example.org/other/plan.git\n"],
    ])("waits for the build with %s", async (_, plan) => {
      const world = new HamWorld();
      const ham = world.start();
      world.commit("main", "plan", { repository: "acme/plan" });
      const { head, pull } = await builtPull(world, ham, { plan });
      const merge = world.merge(pull, { tree: world.treeOf(head) });
      world.sources.repository("acme/shop").files.set(`${merge}:shuttle.yaml`, plan);

      await tell(ham, world.pushed(merge));

      expect(world.running("dev")).toBeUndefined();
    });

    it("waits where no policy names the branch", async () => {
      const world = new HamWorld(HAM_YAML.replace(", autoRelease: {branch: master}", ""));
      const ham = world.start();
      const { head, pull } = await builtPull(world, ham);

      await tell(ham, world.pushed(world.merge(pull, { tree: world.treeOf(head) })));

      expect(world.running("dev")).toBeUndefined();
    });
  });

  describe("when a person decided something since", () => {
    it("does not undo it", async () => {
      const world = new HamWorld();
      const ham = world.start();
      const old = world.openPull("old", world.commit("old", "old"));
      const oldMerge = world.merge(old);
      await tell(ham, await world.built(oldMerge));
      const late = world.openPull("late", world.commit("late", "late"));
      const job = await world.built(world.merge(late));
      await tell(ham, job);
      world.clock.advance(60_000);
      await tell(ham, world.comment(old, "developer", "/release dev"));

      await tell(world.start(), job);

      expect(world.running("dev")).toContain(oldMerge.slice(0, 10));
    });
  });

  describe("when policies/<service>.json on the environment branch says so", () => {
    it("releases to that environment too", async () => {
      const world = new HamWorld();
      const ham = world.start();
      world.pushToConfig(
        "env/staging",
        new Map([
          [
            "policies/shop.json",
            JSON.stringify({
              service: "shop",
              autoReleases: [
                { id: "auto-release-master-staging", branch: "master", environment: "staging" },
              ],
            }),
          ],
        ]),
      );

      await tell(ham, await world.built(world.commit("master", "work")));

      expect(world.running("staging")).toBe(world.running("dev"));
    });
  });
});
