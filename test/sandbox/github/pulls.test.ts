import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { changeFile } from "../../../src/sandbox/github/commits.ts";
import { pullByNumber, mergeableOf } from "../../../src/sandbox/github/pull-records.ts";
import type { PullRequest } from "../../../src/sandbox/github/pull-records.ts";
import {
  openPull,
  pullCommits,
  pullFiles,
  pullsOfCommit,
  updatePull,
} from "../../../src/sandbox/github/pulls.ts";
import { createRef, deleteRef, updateRef } from "../../../src/sandbox/github/refs.ts";
import { forkRepository } from "../../../src/sandbox/github/repositories.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("pull requests", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const open = (head: string, base = "master") =>
    openPull(world.context, world.actor("developer"), world.shop(), { title: head, head, base });
  const now = (pull: PullRequest) => {
    const found = pullByNumber(world.context, world.shop(), pull.number);
    if (found === undefined) throw new Error("the pull request is gone");
    return found;
  };
  const actions = () =>
    world.events.filter(({ event }) => event === "pull_request").map(({ action }) => action);

  it("open with a test merge that git can read", async () => {
    const head = await world.branch("topic", "one");

    const pull = await open("topic");

    const merge = `refs/pull/${pull.number}/merge`;
    expect(world.git("rev-parse", `refs/pull/${pull.number}/head`)).toBe(head);
    expect(world.git("rev-parse", `${merge}^1`, `${merge}^2`).split("\n")).toEqual([
      world.head("master"),
      head,
    ]);
    expect(pull.pull.mergeCommitSha).toBe(world.git("rev-parse", merge));
    expect(mergeableOf(pull)).toBe(true);
    expect(actions()).toEqual(["opened"]);
  });

  it("list what they bring since they left the base", async () => {
    await world.branch("topic", "one", "two");
    await world.commit("master", "elsewhere");

    const pull = await open("topic");

    expect(await pullCommits(world.context, pull)).toHaveLength(2);
    expect(
      (await pullFiles(world.context, pull)).map(({ path, status }) => [path, status]),
    ).toEqual([
      ["one", "added"],
      ["two", "added"],
    ]);
  });

  it.each([
    ["a head that is not there", "none", "master"],
    ["a base that is not there", "topic", "none"],
    ["nothing to merge", "same", "master"],
  ])("are refused with %s", async (_, head, base) => {
    await world.branch("topic", "one");
    await world.branch("same");

    expect(await refusalOf(open(head, base))).toBe("invalid: Validation Failed");
  });

  it("are refused a second time for the same branches", async () => {
    await world.branch("topic", "one");
    await open("topic");

    expect(await refusalOf(open("topic"))).toBe("invalid: Validation Failed");
  });

  it("follow their head, and say so", async () => {
    const before = await world.branch("topic", "one");
    const pull = await open("topic");

    const after = await world.commit("topic", "two");

    expect(now(pull).pull.head.sha).toBe(after);
    expect(world.git("rev-parse", `refs/pull/${pull.number}/merge^2`)).toBe(after);
    expect(world.events.at(-1)).toMatchObject({
      event: "pull_request",
      action: "synchronize",
      fields: { before, after, number: pull.number },
    });
  });

  it("are merged anew when their base moves, without a word", async () => {
    await world.branch("topic", "one");
    const pull = await open("topic");
    const count = actions().length;

    const base = await world.commit("master", "elsewhere");

    expect(world.git("rev-parse", `refs/pull/${pull.number}/merge^1`)).toBe(base);
    expect(now(pull).pull.mergeCommitSha).not.toBe(pull.pull.mergeCommitSha);
    expect(actions()).toHaveLength(count);
  });

  it("can't be merged while they conflict", async () => {
    await world.branch("topic");
    await world.commit("topic", "README.md", "theirs");
    const pull = await open("topic");

    await world.commit("master", "README.md", "ours");

    expect(mergeableOf(now(pull))).toBe(false);
    expect(now(pull).pull.mergeCommitSha).toBeNull();
    expect(world.git("for-each-ref", `refs/pull/${pull.number}/merge`)).toBe("");

    await world.commit("master", "README.md", "theirs");

    expect(mergeableOf(now(pull))).toBe(true);
  });

  it("change their base", async () => {
    await world.branch("release", "released");
    await world.branch("topic", "one");
    const pull = await open("topic");

    await updatePull(world.context, world.actor("developer"), pull, { base: "release" });

    expect(now(pull).pull.base).toEqual({ ref: "release", sha: world.head("release") });
    expect(world.events.at(-1)).toMatchObject({
      action: "edited",
      fields: { changes: { base: { ref: { from: "master" } } } },
    });
  });

  it("close with their branch", async () => {
    await world.branch("topic", "one");
    const pull = await open("topic");

    await deleteRef(world.context, world.bot, world.shop(), "refs/heads/topic");

    expect(now(pull)).toMatchObject({ state: "closed", pull: { mergedAt: null } });
    expect(actions()).toEqual(["opened", "closed"]);
  });

  it("count as merged when somebody pushes them to the base", async () => {
    const head = await world.branch("topic", "one");
    const pull = await open("topic");
    const { context, actor, shop } = world;

    const ref = { name: "refs/heads/master", oid: head, force: false };
    await updateRef(context, actor("maintainer"), shop(), ref);

    expect(now(pull)).toMatchObject({
      state: "closed",
      pull: { mergedBy: "maintainer", mergeCommitSha: head },
    });
  });

  it("are found by the commits they contain", async () => {
    const head = await world.branch("topic", "one", "two");
    const pull = await open("topic");
    const first = world.git("rev-parse", "topic^");
    const numbers = async (oid: string) =>
      (await pullsOfCommit(world.context, world.shop(), oid)).map(({ number }) => number);

    expect(await numbers(head)).toEqual([pull.number]);
    expect(await numbers(first)).toEqual([pull.number]);
    expect(await numbers(world.head("master"))).toEqual([]);
  });

  describe("when they come from a fork", () => {
    it("bring the fork's commits along, and follow its branch", async () => {
      const { context, actor, shop } = world;
      const outsider = actor("outsider");
      const fork = await forkRepository(context, { repository: shop(), owner: "outsider" });
      const change = (path: string) =>
        changeFile(context, outsider, fork, { path, message: path, content: Buffer.from(path) });
      const { commit: first } = await change("one");

      const pull = await openPull(context, outsider, shop(), {
        title: "From outside",
        head: "outsider:master",
        base: "master",
      });
      expect(pull.pull.head).toEqual({ repositoryId: fork.id, ref: "master", sha: first });
      const { commit: second } = await change("two");

      expect(now(pull).pull.head.sha).toBe(second);
      expect(world.git("log", "--format=%s", `master..refs/pull/${pull.number}/head`)).toBe(
        "two\none",
      );
      expect(world.gitIn("outsider/shop", "rev-parse", "master")).toBe(second);
    });

    it("are no different from a branch of the same name here", async () => {
      const { context, bot, shop, head } = world;

      const ref = { name: "refs/heads/outsider", oid: head("master") };
      await createRef(context, bot, shop(), ref);

      expect(await refusalOf(open("outsider:master"))).toBe("invalid: Validation Failed");
    });
  });
});
