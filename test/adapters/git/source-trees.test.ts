import { describe, expect, it } from "@jest/globals";

import { sourceTrees } from "../../../src/adapters/git/source-trees.ts";
import { withProjectWorld } from "../../flows/shuttle/project-world.ts";

describe("sourceTrees", () => {
  const world = withProjectWorld();
  const read = (folder = "repo") => sourceTrees.read(world().path(folder));
  const commit = () => {
    world().write({
      "repo/a.txt": "a",
      "repo/plans/node/plan.yaml": "",
      "repo/.gitignore": "out/\n",
    });
    return world().commit("repo", "first\n\nwith a body");
  };

  it("reads the commit that is checked out", async () => {
    const sha = commit();

    expect(await read("repo/plans")).toMatchObject({
      root: world().path("repo"),
      tree: world().git("repo", "rev-parse", "HEAD^{tree}"),
      isClean: true,
      commit: { sha, message: "first\n\nwith a body", authorEmail: "developer@acme.example" },
    });
  });

  it.each([
    ["a changed file", "repo/a.txt", false],
    ["a new file", "repo/b.txt", false],
    ["a new folder", "repo/src/b.txt", false],
    ["an ignored file", "repo/out/b.txt", true],
    ["a plan's copy", "repo/.shuttle/plan/plan.yaml", true],
    ["a plan's copy further down", "repo/plans/node/.shuttle/plan.json", true],
  ])("sees %s", async (_, file, isClean) => {
    commit();

    world().write({ [file]: "other" });

    expect(await read()).toMatchObject({ isClean });
  });

  it("sees a file that was removed", async () => {
    commit();
    world().git("repo", "rm", "--quiet", "a.txt");

    expect(await read()).toMatchObject({ isClean: false });
  });

  it("knows nothing of a folder that is in no repository, or in one without commits", async () => {
    world().write({ "loose/a.txt": "" });
    world().git(".", "init", "--quiet", "empty");

    expect([await read("loose"), await read("empty")]).toEqual([undefined, undefined]);
  });

  it("tells the tree of a folder as it was committed", async () => {
    commit();
    const tree = world().git("repo", "rev-parse", "HEAD:plans/node");

    expect(await sourceTrees.folderTree(world().path("repo/plans/node"))).toBe(tree);
  });

  it("tells the tree of all of it for the root", async () => {
    commit();
    const tree = world().git("repo", "rev-parse", "HEAD^{tree}");

    expect(await sourceTrees.folderTree(world().path("repo"))).toBe(tree);
  });

  it("has no tree for a folder that isn't committed", async () => {
    commit();
    world().write({ "repo/new/plan.yaml": "" });

    expect(await sourceTrees.folderTree(world().path("repo/new"))).toBeUndefined();
  });
});
