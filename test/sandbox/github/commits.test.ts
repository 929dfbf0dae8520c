import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { gitIdentityOf } from "../../../src/sandbox/github/accounts.ts";
import { changeFile, commitOnBranch, createCommit } from "../../../src/sandbox/github/commits.ts";
import { gitOf } from "../../../src/sandbox/github/repositories.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("commits", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const line = (format: string, revision: string) =>
    world.git("log", "-1", `--format=${format}`, revision);
  const isVerified = async (oid: string) =>
    (await gitOf(world.context, world.shop()).verification(oid)).verified;

  describe("createCommit", () => {
    const input = () => ({
      message: "made by the API",
      tree: world.git("rev-parse", "master^{tree}"),
      parents: [world.head("master")],
    });

    it("makes an App's commit its bot's, GitHub committing and signing", async () => {
      const oid = await createCommit(world.context, world.bot, world.shop(), input());

      const { id } = world.bot.account;
      expect(line("%an <%ae>|%cn <%ce>", oid)).toBe(
        `ham[bot] <${id}+ham[bot]@users.noreply.github.com>|GitHub <noreply@github.com>`,
      );
      expect(await isVerified(oid)).toBe(true);
    });

    it("signs nothing when an author is given", async () => {
      const author = { name: "Somebody", email: "somebody@example.com" };

      const oid = await createCommit(world.context, world.bot, world.shop(), {
        ...input(),
        author,
      });

      expect(line("%an|%cn", oid)).toBe("Somebody|Somebody");
      expect(await isVerified(oid)).toBe(false);
    });

    it("signs nothing of a person's", async () => {
      const actor = world.actor("developer");

      const oid = await createCommit(world.context, actor, world.shop(), input());

      expect(line("%an|%cn", oid)).toBe("The developer|The developer");
      expect(await isVerified(oid)).toBe(false);
    });

    it("needs a tree and parents that are there", async () => {
      const { context, bot, shop } = world;
      const missing = "1".repeat(40);

      expect(
        await refusalOf(createCommit(context, bot, shop(), { ...input(), tree: missing })),
      ).toBe("invalid: Tree SHA does not exist");
      expect(
        await refusalOf(createCommit(context, bot, shop(), { ...input(), parents: [missing] })),
      ).toBe("invalid: Parent SHA does not exist or is not a commit object");
    });
  });

  describe("commitOnBranch", () => {
    const change = (expectedHead: string) => ({
      branch: "master",
      expectedHead,
      message: "change two",
      additions: [{ path: "a/one", content: Buffer.from("1") }],
      deletions: ["README.md"],
    });

    it("changes the branch, signed, and tells of it", async () => {
      const { context, bot, shop, head, git, events } = world;

      const { oid } = await commitOnBranch(context, bot, shop(), change(head("master")));

      expect(head("master")).toBe(oid);
      expect(git("ls-tree", "-r", "--name-only", "master")).toBe("a/one");
      expect(await isVerified(oid)).toBe(true);
      expect(events.at(-1)).toMatchObject({
        event: "push",
        sender: "ham[bot]",
        fields: { after: oid, commits: [{ added: ["a/one"], removed: ["README.md"] }] },
      });
    });

    it("is refused when the branch has moved", async () => {
      const { context, bot, shop, head, commit } = world;
      const old = head("master");
      const moved = await commit("master", "faster");

      expect(await refusalOf(commitOnBranch(context, bot, shop(), change(old)))).toBe(
        `stale: Expected branch to point to "${old}" but it did not.  Pull and try again.`,
      );
      expect(head("master")).toBe(moved);
    });

    it("lets one of two win who start from the same head", async () => {
      const { context, bot, shop, head } = world;
      const old = head("master");
      const additions = (path: string) => [{ path, content: Buffer.from(path) }];
      const attempt = (path: string) =>
        commitOnBranch(context, bot, shop(), {
          ...change(old),
          deletions: [],
          additions: additions(path),
        });

      const results = await Promise.allSettled([attempt("x"), attempt("y"), attempt("z")]);

      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(world.git("rev-list", "--count", `${old}..master`)).toBe("1");
    });

    it("is refused without such a branch, and for a path to delete that is missing", async () => {
      const { context, bot, shop, head } = world;
      const asked = change(head("master"));

      expect(
        await refusalOf(commitOnBranch(context, bot, shop(), { ...asked, branch: "none" })),
      ).toMatch(/^not-found: /);
      expect(
        await refusalOf(commitOnBranch(context, bot, shop(), { ...asked, deletions: ["gone"] })),
      ).toMatch(/^invalid: A path was requested for deletion which does not exist/);
    });

    it.each(["../x", "/x", "a//b", ".git/config", "a/.GIT/x", ""])(
      "is refused for the path %j",
      async (path) => {
        const { context, bot, shop, head } = world;
        const additions = [{ path, content: Buffer.from("") }];
        const asked = { ...change(head("master")), deletions: [], additions };

        expect(await refusalOf(commitOnBranch(context, bot, shop(), asked))).toBe(
          "invalid: path contains a malformed path component",
        );
      },
    );
  });

  describe("changeFile", () => {
    const file = { path: "README.md", message: "change", content: Buffer.from("new") };

    it("needs the blob that it replaces", async () => {
      const { context, bot, shop, git } = world;
      const sha = git("rev-parse", "master:README.md");

      expect(await refusalOf(changeFile(context, bot, shop(), file))).toContain(
        `"sha" wasn't supplied.`,
      );
      expect(
        await refusalOf(changeFile(context, bot, shop(), { ...file, sha: "1".repeat(40) })),
      ).toMatch(/^conflict: README.md does not match/);
      expect(await changeFile(context, bot, shop(), { ...file, sha })).toMatchObject({
        created: false,
      });
      expect(git("show", "master:README.md")).toBe("new");
    });

    it("is refused on a branch that is not there", async () => {
      const { context, bot, shop } = world;

      expect(await refusalOf(changeFile(context, bot, shop(), { ...file, branch: "none" }))).toBe(
        "not-found: Branch none not found",
      );
    });
  });

  it("keep a name on one line", () => {
    const account = { ...world.bot.account, name: "Two\nlines <and more>" };

    expect(gitIdentityOf(account).name).toBe("Two lines and more");
  });
});
