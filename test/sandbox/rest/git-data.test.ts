import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import { answerOf, createApi, shop } from "./api.ts";
import type { Api } from "./api.ts";
import { createRepository } from "../../../src/sandbox/github/repositories.ts";

describe("git's objects over REST", () => {
  let api: Api;
  let bot: Octokit["rest"];

  beforeAll(async () => {
    api = await createApi();
    bot = api.as("bot").rest;
    await createRepository(api.world.context, { owner: "acme", name: "empty" });
    await api.world.commit("master", "a/one", "eins\n");
  });

  it("makes a branch out of a blob, a tree, a commit and a ref, which git reads", async () => {
    const { world } = api;
    const parent = world.head("master");
    const blob = await bot.git.createBlob({ ...shop, content: "enis", encoding: "base64" });
    const tree = await bot.git.createTree({
      ...shop,
      base_tree: parent,
      tree: [{ path: "b/blob", mode: "100755", type: "blob", sha: blob.data.sha }],
    });
    const message = "made by hand";
    const commit = await bot.git.createCommit({
      ...shop,
      message,
      tree: tree.data.sha,
      parents: [parent],
    });
    await bot.git.createRef({ ...shop, ref: "refs/heads/env/dev", sha: commit.data.sha });

    expect(commit.data.verification).toMatchObject({ verified: true, reason: "valid" });
    expect(world.git("log", "-1", "--format=%s", "env/dev")).toBe(message);
    expect(world.git("ls-tree", "-r", "--name-only", "env/dev").split("\n")).toEqual([
      "README.md",
      "a/one",
      "b/blob",
    ]);
    expect((await bot.git.getRef({ ...shop, ref: "heads/env/dev" })).data.object.sha).toBe(
      commit.data.sha,
    );
    expect((await bot.git.listMatchingRefs({ ...shop, ref: "heads/e" })).data).toHaveLength(1);
  });

  it("reads trees and blobs back", async () => {
    const tree = await bot.git.getTree({ ...shop, tree_sha: "master", recursive: "1" });
    const one = tree.data.tree.find(({ path }) => path === "a/one");
    const blob = await bot.git.getBlob({ ...shop, file_sha: one?.sha ?? "" });

    expect(tree.data).toMatchObject({ truncated: false });
    expect(Buffer.from(blob.data.content, "base64").toString()).toBe("eins\n");
  });

  it.each([
    [
      "the tree of an empty repository",
      () => bot.git.getTree({ owner: "acme", repo: "empty", tree_sha: "main" }),
      "409 Git Repository is empty.",
    ],
    [
      "a blob for an empty repository",
      () => bot.git.createBlob({ owner: "acme", repo: "empty", content: "" }),
      "409 Git Repository is empty.",
    ],
    [
      "a ref that is not there",
      () => bot.git.getRef({ ...shop, ref: "heads/none" }),
      "404 Not Found",
    ],
    [
      "a blob that is not there",
      () => bot.git.getBlob({ ...shop, file_sha: "1".repeat(40) }),
      "404 Not Found",
    ],
    [
      "a second ref of one name",
      () => bot.git.createRef({ ...shop, ref: "refs/heads/master", sha: api.world.head("master") }),
      "422 Reference already exists",
    ],
    [
      "a ref to be deleted that is not there",
      () => bot.git.deleteRef({ ...shop, ref: "heads/none" }),
      "422 Reference does not exist",
    ],
  ])("refuses %s", async (_, attempt, expected) => {
    expect(await answerOf(attempt())).toBe(expected);
  });

  it("moves a ref back only by force", async () => {
    const { world } = api;
    const back = world.git("rev-parse", "master^");
    await bot.git.createRef({ ...shop, ref: "refs/heads/moving", sha: world.head("master") });
    const move = (force: boolean) =>
      bot.git.updateRef({ ...shop, ref: "heads/moving", sha: back, force });

    expect(await answerOf(move(false))).toBe("422 Update is not a fast forward");
    expect(await answerOf(move(true))).toBe(200);
    expect(world.head("moving")).toBe(back);
  });

  it("tells people who may not push that there is nothing", async () => {
    const attempt = api.as("outsider").rest.git.createBlob({ ...shop, content: "" });

    expect(await answerOf(attempt)).toBe("404 Not Found");
  });

  it("tells an App without the permission that it may not", async () => {
    const reader = api.withPermissions({ contents: "read" }).rest;

    expect(await answerOf(reader.git.createBlob({ ...shop, content: "" }))).toBe(
      "403 Resource not accessible by integration",
    );
  });

  it("names the field that is missing or wrong", async () => {
    const post = (body: object) =>
      answerOf(api.as("bot").request("POST /repos/acme/shop/git/refs", { ...body }));

    expect(await post({ ref: "refs/heads/x" })).toBe(
      `422 Invalid request.\n\n"sha" wasn't supplied.`,
    );
    expect(await post({ ref: 1, sha: "x" })).toBe(
      "422 Invalid request.\n\nFor 'properties/ref', 1 is not a string.",
    );
  });
});
