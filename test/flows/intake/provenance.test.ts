import { describe, expect, it } from "@jest/globals";

import type { Job } from "../../../src/flows/job.ts";
import { HAM_YAML, aConfigMap } from "../../support/builders.ts";
import { HamWorld, zipOf } from "../../support/ham-world.ts";

/** Handles the event and gives the check that the run's commit got: title and text. */
async function taken(world: HamWorld, job: Job): Promise<string> {
  const ham = world.start();
  await ham.handle(job);
  await ham.settled();
  const report = world.checks.reports.at(-1);
  return `${report?.conclusion ?? "none"}: ${report?.summary ?? ""}`;
}

const nothingStored = (world: HamWorld): boolean =>
  !world.config.branches.names().some((name) => name.startsWith("artifacts/"));

describe("the intake of a finished run", () => {
  describe("when somebody cheats", () => {
    it.each([
      ["a fork's run", { run: { headRepositoryId: 666 } }, "was started from a fork"],
      ["a failed run", { run: { conclusion: "failure" } }, "ended with"],
      [
        "a run of another workflow",
        { run: { workflowPath: ".github/workflows/evil.yml" } },
        "workflow",
      ],
      ["a run of an event that does not count", { event: "pull_request_target" }, "only push"],
      ["a renamed upload", { name: `shuttle-shop-${"f".repeat(64)}` }, "claims the reuse key"],
      [
        "an upload of a foreign service",
        { name: `shuttle-cart-${"e".repeat(64)}` },
        "does not give it that service",
      ],
      [
        "an artifact of another branch",
        { spec: { application: { branch: "master", sha: "a".repeat(40) } } },
        "claims the commit",
      ],
      [
        "a fabricated reuse",
        {
          spec: {
            reusedFrom: { id: "master-aaaaaaaaaa-0000000000", digest: "d".repeat(64), runId: 1 },
          },
        },
        "says it reuses",
      ],
      ["a wrong digest", { spec: { digest: "d".repeat(64) } }, "have the digest"],
      ["an expired upload", { expired: true }, "has expired"],
      [
        "an artifact of an unknown environment",
        { manifests: { "moon/a.yaml": aConfigMap("a") } },
        "no such environment",
      ],
      [
        "a cluster-wide object",
        {
          manifests: {
            "dev/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n",
          },
        },
        "can't be released",
      ],
    ] as const)("refuses %s, aloud", async (_, wish, text) => {
      const yaml = HAM_YAML.replace(
        "shop: {repository: acme/shop}",
        "shop: {repository: acme/shop, workflows: [.github/workflows/ci.yml]}",
      );
      const world = new HamWorld(yaml);
      const commit = world.commit("master", "work");

      const check = await taken(world, await world.built(commit, wish as never));

      expect(check).toMatch(/^failure: /);
      expect(check).toContain(text);
      expect(nothingStored(world)).toBe(true);
      expect(world.running("dev")).toBeUndefined();
    });

    it("refuses a tag that is named like a branch", async () => {
      const world = new HamWorld();
      const commit = world.commit("evil", "work");

      const check = await taken(world, await world.built(commit, { branch: "master" }));

      expect(check).toContain("is not on a branch");
      expect(nothingStored(world)).toBe(true);
    });

    it("refuses a run on a commit whose artifact claims a later child", async () => {
      const world = new HamWorld();
      const first = world.commit("master", "H1");
      const child = world.commit("master", "child");

      const check = await taken(world, await world.built(child, { run: { headSha: first } }));

      expect(check).toContain("claims the commit");
      expect(nothingStored(world)).toBe(true);
    });

    it("refuses a push whose artifact claims another tree", async () => {
      const world = new HamWorld();
      const other = world.treeOf(world.commit("other", "clean"));
      const commit = world.commit("master", "work");

      const check = await taken(world, await world.built(commit, { spec: { sourceTree: other } }));

      expect(check).toContain("claims the source tree");
    });

    it("keeps a pull request's test merge without a tree, so that it is never reused", async () => {
      const world = new HamWorld();
      const head = world.commit("feature", "work");
      const pull = world.openPull("feature", head);
      const testMerge = world.treeOf(world.commit("test-merge", "merged with a newer base"));
      const check = await taken(
        world,
        await world.built(head, {
          branch: "feature",
          event: "pull_request",
          spec: { sourceTree: testMerge },
        }),
      );
      const ham = world.start();

      await ham.handle(world.pushed(world.merge(pull, { tree: testMerge })));
      await ham.settled();

      expect(check).toMatch(/^success/);
      expect(world.running("dev")).toBeUndefined();
    });

    it("does not release a commit that was force-pushed away", async () => {
      const world = new HamWorld();
      const base = world.sources.repository("acme/shop").branches.get("master");
      const gone = world.commit("master", "gone");
      const job = await world.built(gone);
      world.commit("master", "instead", { parents: base === undefined ? [] : [base] });

      const check = await taken(world, job);

      expect(check).toContain("is not on a branch");
      expect(world.running("dev")).toBeUndefined();
    });

    it.each([
      ["no spec", new Map([["dev/a.yaml", "a: 1\n"]]), "has no artifact.json"],
      ["a path that leaves its folder", new Map([["artifact.json", "{}"]]), "is not valid"],
    ])("refuses an archive with %s", async (_, files, text) => {
      const world = new HamWorld();
      const zip = await zipOf(files);

      const check = await taken(world, await world.built(world.commit("master", "work"), { zip }));

      expect(check).toContain(text);
    });

    it("refuses what is no archive at all", async () => {
      const world = new HamWorld();
      const zip = new TextEncoder().encode("no zip");

      const check = await taken(world, await world.built(world.commit("master", "work"), { zip }));

      expect(check).toContain("can&#39;t be opened".replace("&#39;", "'"));
    });
  });

  describe("when the same artifact comes again", () => {
    it("does nothing for a rerun with the same content", async () => {
      const world = new HamWorld();
      const commit = world.commit("master", "work");
      await taken(world, await world.built(commit));
      const before = world.config.branches.head("artifacts/shop")?.sha;

      const check = await taken(world, await world.built(commit, { run: { attempt: 2 } }));

      expect(check).toMatch(/^success/);
      expect(world.config.branches.head("artifacts/shop")?.sha).toBe(before);
      expect(world.releases("dev")).toHaveLength(1);
    });

    it("refuses other content under the same id", async () => {
      const world = new HamWorld();
      const commit = world.commit("master", "work");
      await taken(world, await world.built(commit));

      const check = await taken(
        world,
        await world.built(commit, { manifests: { "dev/a.yaml": aConfigMap("shop", "other") } }),
      );

      expect(check).toContain("is stored with other content");
    });

    it("refuses the id for another branch", async () => {
      const world = new HamWorld();
      const commit = world.commit("a/b", "work");
      world.sources.repository("acme/shop").branches.set("a_b", commit);
      await taken(world, await world.built(commit, { branch: "a/b" }));

      const check = await taken(world, await world.built(commit, { branch: "a_b" }));

      expect(check).toContain("belongs to branch");
    });
  });

  describe("when a run reuses what an earlier one built", () => {
    it("takes it, if the earlier one is stored and holds", async () => {
      const world = new HamWorld();
      const head = world.commit("feature", "work");
      const pull = world.openPull("feature", head);
      const manifests = { "dev/a.yaml": aConfigMap("shop") };
      await taken(
        world,
        await world.built(head, { branch: "feature", event: "pull_request", manifests }),
      );
      const stored = await artifactOnBranch(world, "feature");
      const merge = world.merge(pull, { tree: world.treeOf(head) });

      const check = await taken(
        world,
        await world.built(merge, {
          manifests,
          spec: { reusedFrom: { id: stored.id, digest: stored.digest, runId: stored.runId } },
        }),
      );

      expect(check).toMatch(/^success/);
      expect(world.running("dev")).toContain(merge.slice(0, 10));
    });

    it.each([
      ["other content", { manifests: { "dev/a.yaml": aConfigMap("evil") } }, "says it reuses"],
      ["another tree", { tree: undefined }, "says it reuses"],
      ["another key", { spec: { reuseKey: "f".repeat(64) } }, "says it reuses"],
      ["another run", { from: { runId: 1 } }, "says it reuses"],
      [
        "a run whose event doesn't count",
        { event: "workflow_dispatch" },
        "its inputs are not known",
      ],
      ["a run that failed when it was started again", { conclusion: "failure" }, "ended with"],
    ])("refuses one with %s, aloud", async (_, cheat: ReuseCheat, text) => {
      const world = new HamWorld();
      const head = world.commit("feature", "work");
      const manifests = { "dev/a.yaml": aConfigMap("shop") };
      const event = cheat.event ?? "pull_request";
      await taken(world, await world.built(head, { branch: "feature", event, manifests }));
      const { id, digest, runId } = await artifactOnBranch(world, "feature");
      if (cheat.conclusion !== undefined) endAgain(world, runId, cheat.conclusion);
      const tree = "tree" in cheat ? {} : { tree: world.treeOf(head) };
      const commit = world.commit("master", "work", tree);

      const reusedFrom = { id, digest, runId, ...cheat.from };
      const check = await taken(
        world,
        await world.built(commit, { manifests, ...cheat, spec: { reusedFrom, ...cheat.spec } }),
      );

      expect(check).toMatch(/^failure: /);
      expect(check).toContain(text);
      expect(world.running("dev")).toBeUndefined();
    });
  });
});

type ReuseCheat = {
  readonly manifests?: Readonly<Record<string, string>>;
  readonly tree?: undefined;
  readonly spec?: { readonly reuseKey: string };
  readonly from?: { readonly runId: number };
  readonly event?: string;
  readonly conclusion?: string;
};

/** Somebody starts a run again, and it ends otherwise than before. */
function endAgain(world: HamWorld, runId: number, conclusion: string): void {
  const { runs } = world.sources.repository("acme/shop");
  const run = runs.get(runId);
  if (run === undefined) throw new Error(`no run ${runId}`);
  runs.set(runId, { ...run, attempt: run.attempt + 1, conclusion });
}

async function artifactOnBranch(world: HamWorld, branch: string) {
  const snapshot = await world.config.read({
    environments: [],
    artifacts: [{ service: "shop", branches: [branch] }],
  });
  const [entry] = snapshot.artifacts.get("shop")?.branches.get(branch)?.artifacts ?? [];
  if (entry === undefined) throw new Error("nothing stored");
  return entry;
}
