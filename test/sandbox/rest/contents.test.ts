import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import { answerOf, createApi, shop } from "./api.ts";
import type { Api } from "./api.ts";

describe("contents and commits over REST", () => {
  let api: Api;
  let bot: Octokit["rest"];

  beforeAll(async () => {
    api = await createApi();
    bot = api.as("bot").rest;
    await api.world.commit("master", "a/one", "eins\n");
    await api.world.commit("master", "a/big", "x".repeat(1024 * 1024 + 1));
  });

  const read = (path: string, format?: string) =>
    bot.repos.getContent({
      ...shop,
      path,
      ...(format === undefined ? {} : { mediaType: { format } }),
    });

  it("gives a file with its content in base64", async () => {
    const { data } = await read("a/one");

    expect(data).toMatchObject({
      type: "file",
      encoding: "base64",
      content: "ZWlucwo=\n",
      size: 5,
      path: "a/one",
      sha: api.world.git("rev-parse", "master:a/one"),
    });
  });

  it("gives a file raw", async () => {
    expect((await read("a/one", "raw")).data).toBe("eins\n");
  });

  it("leaves out the content of a file above a megabyte, and gives it raw", async () => {
    expect((await read("a/big")).data).toMatchObject({ encoding: "none", content: "" });
    expect((await read("a/big", "raw")).data).toHaveLength(1024 * 1024 + 1);
  });

  it("lists a folder, the root too, and wraps it when asked for an object", async () => {
    expect((await read("")).data).toMatchObject([{ name: "README.md" }, { type: "dir" }]);
    expect((await read("a")).data).toMatchObject([{ path: "a/big" }, { path: "a/one", size: 5 }]);
    expect((await read("a", "object")).data).toMatchObject({ type: "dir", entries: [{}, {}] });
  });

  it("says what is not there", async () => {
    expect(await answerOf(read("none"))).toBe("404 Not Found");
    expect(await answerOf(bot.repos.getContent({ ...shop, path: "a", ref: "none" }))).toBe(
      "404 No commit found for the ref none",
    );
    expect(await answerOf(bot.repos.getCommit({ ...shop, ref: "none" }))).toBe(
      "422 No commit found for SHA: none",
    );
  });

  it("creates, changes and deletes a file", async () => {
    const file = { ...shop, path: "new/file", message: "write" };
    const content = (text: string) => Buffer.from(text).toString("base64");
    const made = await bot.repos.createOrUpdateFileContents({ ...file, content: content("1") });
    const sha = made.data.content?.sha ?? "";
    const changed = await bot.repos.createOrUpdateFileContents({
      ...file,
      content: content("2"),
      sha,
    });

    expect([made.status, changed.status]).toEqual([201, 200]);
    expect(api.world.git("show", "master:new/file")).toBe("2");
    expect(await answerOf(bot.repos.deleteFile({ ...file, sha }))).toBe(
      `409 new/file does not match ${sha}`,
    );
    await bot.repos.deleteFile({ ...file, sha: changed.data.content?.sha ?? "" });
    expect(await answerOf(read("new/file"))).toBe("404 Not Found");
  });

  it("lists commits, of one path too", async () => {
    const all = await bot.repos.listCommits({ ...shop, sha: "master" });
    const some = await bot.repos.listCommits({ ...shop, path: "a/one" });

    expect(all.data[0]?.sha).toBe(api.world.head("master"));
    expect(some.data.map(({ commit }) => commit.message)).toEqual(["change a/one"]);
    expect(some.data[0]?.author).toMatchObject({ login: "developer" });
  });

  it("shows what a commit changes", async () => {
    const { data } = await bot.repos.getCommit({ ...shop, ref: "heads/master" });

    expect(data.files?.length).toBeGreaterThan(0);
    expect(data.stats?.total).toBeGreaterThan(0);
  });

  it.each([
    ["ahead", "master...ahead", 1, 0],
    ["behind", "ahead...master", 0, 1],
    ["identical", "master...master", 0, 0],
  ])("compares: %s", async (status, basehead, ahead_by, behind_by) => {
    if (api.world.git("branch", "--list", "ahead") === "") await api.world.branch("ahead", "more");

    const { data } = await bot.repos.compareCommitsWithBasehead({ ...shop, basehead });

    expect(data).toMatchObject({ status, ahead_by, behind_by });
  });
});
