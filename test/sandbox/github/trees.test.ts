import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { createTree } from "../../../src/sandbox/github/trees.ts";
import type { TreeChange } from "../../../src/sandbox/github/trees.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("createTree", () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    await world.commit("master", "a/one");
    await world.commit("master", "a/b/two");
  });

  afterAll(() => world.close());

  const make = (...changes: readonly TreeChange[]) => {
    const base = world.git("rev-parse", "master^{tree}");
    return createTree(world.context, world.shop(), { base, changes });
  };
  const paths = (tree: string) =>
    world.git("ls-tree", "-r", "--name-only", tree).split("\n").filter(Boolean);

  it("adds content, keeps the rest and sorts as git does", async () => {
    const tree = await make(
      { path: "a.txt", mode: "100644", content: "text" },
      { path: "a/b/three", mode: "100755", content: "run" },
    );

    expect(paths(tree)).toEqual(["README.md", "a.txt", "a/b/three", "a/b/two", "a/one"]);
    expect(world.git("ls-tree", tree, "a/b/three")).toMatch(/^100755 blob/);
    expect(world.git("fsck", "--no-dangling")).toBe("");
  });

  it("grafts a subtree, and changes it when a path below it is given too", async () => {
    const sha = world.git("rev-parse", "master:a");

    const tree = await make(
      { path: "copy", mode: "040000", sha },
      { path: "copy/one", mode: "100644", sha: null },
    );

    expect(paths(tree)).toEqual(["README.md", "a/b/two", "a/one", "copy/b/two"]);
  });

  it("deletes by a null sha, folders that become empty too", async () => {
    const tree = await make({ path: "a/b/two", mode: "100644", sha: null });

    expect(paths(tree)).toEqual(["README.md", "a/one"]);
    expect(world.git("ls-tree", "--name-only", tree, "a/")).toBe("a/one");
  });

  it("starts from nothing without a base", async () => {
    const changes = [{ path: "only", mode: "100644", content: "x" } as const];

    const tree = await createTree(world.context, world.shop(), { changes });

    expect(paths(tree)).toEqual(["only"]);
  });

  it.each([
    ["deleting a missing path", { path: "gone", mode: "100644", sha: null }, "BadObjectState"],
    [
      "an object that is not there",
      { path: "x", mode: "100644", sha: "1".repeat(40) },
      "BadObjectState",
    ],
    ["neither sha nor content", { path: "x", mode: "100644" }, "Must supply either tree.sha"],
    ["both", { path: "x", mode: "100644", sha: null, content: "" }, "Must supply either tree.sha"],
    ["a path that leaves", { path: "../x", mode: "100644", content: "" }, "malformed path"],
  ] as const)("refuses %s", async (_, change, sentence) => {
    expect(await refusalOf(make(change))).toContain(sentence);
  });

  it("refuses an object of another type than the mode says", async () => {
    const sha = world.git("rev-parse", "master:a");

    expect(await refusalOf(make({ path: "x", mode: "100644", sha }))).toBe(
      "invalid: GitRPC::BadObjectState",
    );
  });
});
