import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as v from "valibot";

import { createForgeWorld, type ForgeWorld, SHOP } from "../support/acceptance/forge-world.ts";
import { type Forgery, forgeRun } from "../support/acceptance/forged-run.ts";
import { verdictOn } from "../support/acceptance/verdict.ts";
import { anId } from "../support/builders.ts";
import { formatArtifactId, NO_PLAN } from "../../src/core/artifact/artifact-id.ts";
import { digestOf } from "../../src/core/artifact/digest.ts";
import { commitSha } from "../../src/core/artifact/ids.ts";

describe("a run that claims to have built what it has not", () => {
  let world: ForgeWorld;
  let count = 0;
  beforeAll(async () => {
    world = await createForgeWorld();
  });
  afterAll(() => world.close());

  const work = (branch = "master") => world.push(branch, { "count.txt": `${(count += 1)}` });
  const released = () =>
    world.git("acme/config", "rev-parse", "--verify", "-q", "env/dev").catch(() => "");

  /** What Ham says of the run, and whether it stored or released anything. */
  async function outcomeOf(commit: string, forgery: Forgery) {
    await world.quiet();
    const before = await world.heads();
    await forgeRun(world, commit, forgery);
    const verdict = await verdictOn(world, commit);
    await world.quiet();
    return { ...verdict, isStored: (await world.heads()) !== before };
  }

  const refused = (sentence: string) => ({
    conclusion: "failure",
    summary: expect.stringContaining(sentence),
    isStored: false,
  });

  it.each<readonly [string, Forgery, string]>([
    ["a failed run", { conclusion: "failure" }, "ended with 'failure'"],
    [
      "an edited workflow",
      { run: { path: ".github/workflows/mine.yml" } },
      "which ham.yaml doesn't allow",
    ],
    ["a renamed upload", { name: `shuttle-shop-${"f".repeat(64)}` }, "claims the reuse key"],
    [
      "content of a run that never was",
      { spec: { reusedFrom: { id: anId(), digest: digestOf(new Map()), runId: 4711 } } },
      "no such artifact is stored with this content and key",
    ],
  ])("is refused: %s", async (_, forgery, sentence) => {
    expect(await outcomeOf(await work(), forgery)).toEqual(refused(sentence));
  });

  it("is refused when it was started from a fork", async () => {
    await world.admin.run("createUser", { login: "outsider" });
    const commit = await work();
    const { id: headRepositoryId } = await world.admin.call(
      v.object({ id: v.number() }),
      "forkRepository",
      { repository: SHOP, owner: "outsider" },
    );

    expect(await outcomeOf(commit, { run: { headRepositoryId } })).toEqual(
      refused("was started from a fork"),
    );
  });

  it("is refused when it claims a branch that climbs out", async () => {
    const commit = await work();
    const claim = application({ branch: "../../env/prod", sha: commitSha(commit) });

    expect(await outcomeOf(commit, { spec: { application: claim } })).toEqual(
      refused("claims the branch '../../env/prod'"),
    );
  });

  it("is refused when a run on a commit claims the commit's later child", async () => {
    const first = await work();
    const child = await work();
    const id = formatArtifactId({
      branch: "master",
      commit: commitSha(child),
      planCommit: NO_PLAN,
    });
    if (id === undefined) throw new Error("no id");
    const claim = { branch: "master", sha: commitSha(child) };

    expect(await outcomeOf(first, { spec: { id, application: application(claim) } })).toEqual(
      refused("claims the commit"),
    );
  });

  it("is refused when a tag is named like a branch", async () => {
    const commit = await work("topic");
    await world.git(SHOP, "tag", "stable", commit);
    await world.git(SHOP, "update-ref", "-d", "refs/heads/topic");

    expect(await outcomeOf(commit, { run: { headBranch: "stable" } })).toEqual(
      refused("is not on a branch 'stable'"),
    );
  });

  it("is refused when its commit was force-pushed away", async () => {
    const base = await world.git(SHOP, "rev-parse", "master");
    const gone = await work();
    await world.git(SHOP, "update-ref", "refs/heads/master", base);

    expect(await outcomeOf(gone, {})).toEqual(refused("is not on a branch 'master'"));
  });

  it("is refused when a rerun brings other content", async () => {
    const commit = await work();
    await forgeRun(world, commit);
    expect(await verdictOn(world, commit)).toMatchObject({ conclusion: "success" });
    await world.quiet();
    const before = await world.heads();

    await forgeRun(world, commit, {
      run: { runAttempt: 2 },
      manifests: { "dev/10-config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n" },
    });

    await world.quiet();
    expect((await verdictOn(world, commit)).summary).toContain("is stored with other content");
    expect(await world.heads()).toBe(before);
  });

  it("releases nothing by a clean tree that was built over a malicious parent", async () => {
    const clean = { "src.txt": "clean" };
    await world.push("evil", { ...clean, "tool.txt": "malicious" });
    await world.push("evil", clean);
    const built = await world.admin.call(v.object({ oid: v.string() }), "commitFiles", {
      repository: SHOP,
      branch: "evil",
      files: { "tool.txt": null },
      as: "developer",
    });
    await forgeRun(world, built.oid, { run: { headBranch: "evil" } });
    expect(await verdictOn(world, built.oid)).toMatchObject({ conclusion: "success" });
    await world.quiet();
    const before = await released();

    const honest = await world.push("master", clean);

    const tree = (commit: string) => world.git(SHOP, "rev-parse", `${commit}^{tree}`);
    expect(await tree(honest)).toBe(await tree(built.oid));
    await world.quiet();
    expect(await released()).toBe(before);
    expect(await outcomeOf(honest, {})).toMatchObject({ conclusion: "success" });
    expect(await released()).not.toBe(before);
  });

  it("takes what is honest, also from a branch with slashes and unicode in its name", async () => {
    const branch = "feature/größe/漢字";
    const commit = await work(branch);
    const { number } = await world.admin.call(v.object({ number: v.number() }), "openPull", {
      repository: SHOP,
      title: "Größe",
      head: branch,
      as: "developer",
    });
    const { spec } = await forgeRun(world, commit, { run: { headBranch: branch } });
    expect(await verdictOn(world, commit)).toMatchObject({ conclusion: "success" });

    await world.admin.run("createComment", {
      repository: SHOP,
      number,
      as: "developer",
      body: "/release dev",
    });
    await world.quiet();

    const index = await world.git("acme/config", "show", "env/dev:index.json");
    expect(index).toContain(spec.id);
    expect(spec.id).toContain("feature_größe_漢字-");
    expect(world.sandbox.problems).toEqual([]);
  });
});

function application(claim: {
  readonly branch: string;
  readonly sha: ReturnType<typeof commitSha>;
}) {
  return {
    ...claim,
    authorName: "Developer",
    authorEmail: "developer@acme.test",
    message: "feat: sell more",
  };
}
