import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { describe, expect, it } from "@jest/globals";

import { CommitIndex } from "../../../src/sandbox/git/commit-index.ts";
import { commitFiles, git, withGitStore } from "./git-world.ts";

describe("CommitIndex", () => {
  const world = withGitStore();

  const isThere = () =>
    existsSync(join(world().repository.path, "objects/info/commit-graphs/commit-graph-chain"));

  it("makes git's index after a slow task, and only then", async () => {
    const { repository } = world();
    const head = await commitFiles(repository, "main", { a: "1" });
    const index = new CommitIndex(repository.path);

    const quick = await index.watch(() => Promise.resolve("quick"));
    await index.settled();
    const isThereAfterQuick = isThere();
    const slow = await index.watch(() => delay(150, "slow"));
    await index.settled();

    expect([quick, slow]).toEqual(["quick", "slow"]);
    expect([isThereAfterQuick, isThere()]).toEqual([false, true]);
    expect(git(repository.path, ["commit-graph", "verify"])).toBe("");
    expect((await repository.history(head, { first: 9, path: "a" })).oids).toEqual([head]);
  });

  it("passes on what went wrong", async () => {
    const index = new CommitIndex(world().repository.path);

    await expect(index.watch(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});
