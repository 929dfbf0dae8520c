import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { ZERO_OID } from "../../../src/sandbox/git/git-store.ts";
import { recordPush } from "../../../src/sandbox/github/branch-movement.ts";
import {
  createRef,
  deleteRef,
  isRefName,
  updateRef,
  updateRefs,
} from "../../../src/sandbox/github/refs.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("refs", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const pushes = () => world.events.filter(({ event }) => event === "push");
  const lastPush = () => pushes().at(-1)?.fields;

  it("are created for all to see, with a push from zeros", async () => {
    const { context, bot, shop, head, git } = world;
    const oid = head("master");

    await createRef(context, bot, shop(), { name: "refs/heads/env/dev", oid });

    expect(git("rev-parse", "env/dev")).toBe(oid);
    expect(lastPush()).toMatchObject({
      ref: "refs/heads/env/dev",
      before: ZERO_OID,
      after: oid,
      created: true,
      deleted: false,
      commits: [],
      pusher: { name: "ham[bot]" },
    });
  });

  it("are refused when they exist", async () => {
    const { context, bot, shop, head } = world;
    const ref = { name: "refs/heads/master", oid: head("master") };

    expect(await refusalOf(createRef(context, bot, shop(), ref))).toBe(
      "invalid: Reference already exists",
    );
  });

  it.each([
    ["heads/x", "invalid: heads/x is not a valid ref name."],
    ["refs/heads/a..b", "invalid: refs/heads/a..b is not a valid ref name."],
  ])("are refused under the name %s", async (name, sentence) => {
    const { context, bot, shop, head } = world;

    expect(await refusalOf(createRef(context, bot, shop(), { name, oid: head("master") }))).toBe(
      sentence,
    );
  });

  it("are refused for an object that is not there", async () => {
    const { context, bot, shop } = world;
    const ref = { name: "refs/heads/x", oid: "1".repeat(40) };

    expect(await refusalOf(createRef(context, bot, shop(), ref))).toBe(
      "invalid: Object does not exist",
    );
  });

  it("move forward, and back only by force", async () => {
    const { context, bot, shop, head, branch } = world;
    const before = head("master");
    const after = await branch("topic", "one");
    const name = "refs/heads/master";

    await updateRef(context, bot, shop(), { name, oid: after, force: false });

    expect(lastPush()).toMatchObject({ before, after, forced: false, commits: [{ id: after }] });
    expect(
      await refusalOf(updateRef(context, bot, shop(), { name, oid: before, force: false })),
    ).toBe("invalid: Update is not a fast forward");
    await updateRef(context, bot, shop(), { name, oid: before, force: true });
    expect(head("master")).toBe(before);
    expect(lastPush()).toMatchObject({ before: after, after: before, forced: true });
  });

  it("tell nothing when they stay where they are", async () => {
    const { context, bot, shop, head } = world;
    const count = pushes().length;

    const ref = { name: "refs/heads/master", oid: head("master"), force: false };
    await updateRef(context, bot, shop(), ref);

    expect(pushes()).toHaveLength(count);
  });

  it("are deleted with a push to zeros", async () => {
    const { context, bot, shop, branch, git } = world;
    await branch("topic", "one");

    await deleteRef(context, bot, shop(), "refs/heads/topic");

    expect(git("branch", "--list", "topic")).toBe("");
    expect(lastPush()).toMatchObject({ after: ZERO_OID, deleted: true, head_commit: null });
    expect(await refusalOf(deleteRef(context, bot, shop(), "refs/heads/topic"))).toBe(
      "invalid: Reference does not exist",
    );
  });

  describe("when several are updated together", () => {
    it("moves all or none", async () => {
      const { context, bot, shop, head, branch } = world;
      const base = head("master");
      const one = await branch("one", "a");
      const two = await branch("two", "b");
      const update = (before: string) => [
        { name: "refs/heads/one", before: one, after: base, force: true },
        { name: "refs/heads/two", before, after: base, force: true },
      ];

      expect(await refusalOf(updateRefs(context, bot, shop(), update(base)))).toMatch(/^stale: /);
      expect([head("one"), head("two")]).toEqual([one, two]);

      await updateRefs(context, bot, shop(), update(two));

      expect([head("one"), head("two")]).toEqual([base, base]);
    });

    it("takes zeros for must not exist", async () => {
      const { context, bot, shop, head } = world;
      const after = head("master");
      const create = { name: "refs/heads/new", before: ZERO_OID, after, force: false };

      await updateRefs(context, bot, shop(), [create]);

      expect(head("new")).toBe(after);
      expect(await refusalOf(updateRefs(context, bot, shop(), [create]))).toMatch(/^stale: /);
    });
  });

  it("of more than three tags in one push are not told of", async () => {
    const { context, shop, head } = world;
    const tag = (name: string) => ({
      name: `refs/tags/${name}`,
      before: ZERO_OID,
      after: head("master"),
    });
    const count = pushes().length;

    await recordPush(context, shop(), "developer", ["1", "2", "3"].map(tag));
    expect(pushes()).toHaveLength(count + 3);

    await recordPush(context, shop(), "developer", ["1", "2", "3", "4"].map(tag));
    expect(pushes()).toHaveLength(count + 3);
  });

  it.each([
    ["refs/heads/env/dev", true],
    ["refs/heads/größe/ü", true],
    ["refs/heads/", false],
    ["refs/x", false],
    ["refs/heads/a b", false],
    ["refs/heads/a.lock", false],
    ["refs/heads/.a", false],
    ["refs/heads/a~1", false],
  ])("named %s are names: %s", (name, expected) => {
    expect(isRefName(name)).toBe(expected);
  });
});
