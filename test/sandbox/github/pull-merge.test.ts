import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { mergePull } from "../../../src/sandbox/github/pull-merge.ts";
import { pullByNumber } from "../../../src/sandbox/github/pull-records.ts";
import type { PullRequest } from "../../../src/sandbox/github/pull-records.ts";
import { openPull, pullsOfCommit } from "../../../src/sandbox/github/pulls.ts";
import { gitOf } from "../../../src/sandbox/github/repositories.ts";
import { timelineOf } from "../../../src/sandbox/github/timeline.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("mergePull", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const open = (head: string, draft = false) =>
    openPull(world.context, world.actor("developer"), world.shop(), {
      title: `Add ${head}`,
      head,
      base: "master",
      draft,
    });
  const merge = (pull: PullRequest, method: "merge" | "squash" | "rebase", sha?: string) =>
    mergePull(world.context, world.actor("maintainer"), pull, { method, sha });
  const message = (revision = "master") => world.git("log", "-1", "--format=%B", revision);
  const people = (revision = "master") => world.git("log", "-1", "--format=%an|%cn", revision);
  const isVerified = async (oid: string) =>
    (await gitOf(world.context, world.shop()).verification(oid)).verified;

  it("makes a merge commit of GitHub's with both parents", async () => {
    const base = world.head("master");
    const head = await world.branch("topic", "one");
    const pull = await open("topic");

    const { sha } = await merge(pull, "merge");

    expect(world.head("master")).toBe(sha);
    expect(world.git("rev-parse", "master^1", "master^2").split("\n")).toEqual([base, head]);
    expect(message()).toBe(`Merge pull request #${pull.number} from acme/topic\n\nAdd topic`);
    expect(people()).toBe("The maintainer|GitHub");
    expect(await isVerified(sha)).toBe(true);
  });

  it("squashes several commits under the pull request's title", async () => {
    await world.branch("topic", "one", "two");
    const pull = await open("topic");

    const { sha } = await merge(pull, "squash");

    expect(message()).toBe(`Add topic (#${pull.number})\n\n* change one\n\n* change two`);
    expect(people()).toBe("The developer|GitHub");
    expect(world.git("rev-list", "--count", "HEAD^..HEAD")).toBe("1");
    expect(await isVerified(sha)).toBe(true);
  });

  it("squashes a single commit under its own title", async () => {
    await world.branch("topic", "one");
    const pull = await open("topic");

    await merge(pull, "squash");

    expect(message()).toBe(`change one (#${pull.number})`);
  });

  it("rebases commit by commit, unsigned, authors kept", async () => {
    await world.branch("topic", "one", "two");
    const pull = await open("topic");
    const base = await world.commit("master", "elsewhere");

    const { sha } = await merge(pull, "rebase");

    expect(world.git("log", "--format=%s", `${base}..master`)).toBe("change two\nchange one");
    expect(people()).toBe("The developer|The maintainer");
    expect(world.git("ls-tree", "--name-only", "master").split("\n")).toEqual([
      "README.md",
      "elsewhere",
      "one",
      "two",
    ]);
    expect(await isVerified(sha)).toBe(false);
  });

  it.each(["merge", "squash", "rebase"] as const)(
    "by %s ends in the tree of an up-to-date head",
    async (method) => {
      await world.branch("topic", "one", "two");
      const pull = await open("topic");

      await merge(pull, method);

      expect(world.git("rev-parse", "master^{tree}")).toBe(
        world.git("rev-parse", `refs/pull/${pull.number}/head^{tree}`),
      );
    },
  );

  it("records the merge and tells of it before the push", async () => {
    const base = world.head("master");
    await world.branch("topic", "one");
    const pull = await open("topic");
    const count = world.events.length;

    const { sha } = await merge(pull, "merge");

    const merged = pullByNumber(world.context, world.shop(), pull.number);
    expect(merged).toMatchObject({
      state: "closed",
      pull: { mergeCommitSha: sha, mergedBy: "maintainer", base: { sha: base } },
    });
    expect(timelineOf(world.context, pull).map(({ event }) => event)).toEqual(["merged", "closed"]);
    expect(world.events.slice(count).map(({ event, action }) => [event, action])).toEqual([
      ["pull_request", "closed"],
      ["push", null],
    ]);
    expect(world.events.at(count)?.fields).toMatchObject({
      pull_request: { merged: true, merge_commit_sha: sha, merged_by: { login: "maintainer" } },
    });
  });

  it.each(["merge", "squash", "rebase"] as const)(
    "by %s leaves the pull request to be found by what it put on the base",
    async (method) => {
      await world.branch("topic", "one", "two");
      const pull = await open("topic");
      const { sha } = await merge(pull, method);

      const found = await pullsOfCommit(world.context, world.shop(), sha);

      expect(found.map(({ number }) => number)).toEqual([pull.number]);
    },
  );

  it("is refused for another head, for a draft, for a conflict and when it is done", async () => {
    await world.branch("topic", "one");
    await world.branch("draft", "two");
    await world.branch("conflict");
    await world.commit("conflict", "README.md", "theirs");
    const [topic, draft, conflict] = [
      await open("topic"),
      await open("draft", true),
      await open("conflict"),
    ];
    await world.commit("master", "README.md", "ours");

    expect(await refusalOf(merge(topic, "merge", world.head("master")))).toBe(
      "conflict: Head branch was modified. Review and try the merge again.",
    );
    expect(await refusalOf(merge(draft, "merge"))).toBe(
      "not-allowed: Pull Request is still a draft",
    );
    for (const method of ["merge", "squash", "rebase"] as const)
      expect(await refusalOf(merge(conflict, method))).toBe(
        "not-allowed: Pull Request is not mergeable",
      );
    await merge(topic, "merge");
    expect(await refusalOf(merge(topic, "merge"))).toBe(
      "not-allowed: Pull Request is not mergeable",
    );
  });

  it("lets two be merged at once, one after the other", async () => {
    await world.branch("first", "one");
    await world.branch("second", "two");
    const pulls = [await open("first"), await open("second")];

    await Promise.all(pulls.map((pull) => merge(pull, "squash")));

    expect(world.git("ls-tree", "--name-only", "master").split("\n")).toEqual([
      "README.md",
      "one",
      "two",
    ]);
  });
});
