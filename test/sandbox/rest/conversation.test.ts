import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "octokit";

import { answerOf, createApi, shop } from "./api.ts";
import type { Api } from "./api.ts";

describe("pull requests and issues over REST", () => {
  let api: Api;
  let bot: Octokit["rest"];
  let developer: Octokit["rest"];
  let outsider: Octokit["rest"];

  beforeAll(async () => {
    api = await createApi();
    bot = api.as("bot").rest;
    developer = api.as("developer").rest;
    outsider = api.as("outsider").rest;
  });

  const open = async (head: string) => {
    await api.world.branch(head, `${head}.txt`);
    const { data } = await developer.pulls.create({ ...shop, title: head, head, base: "master" });
    return data;
  };

  it("shows a pull request whole", async () => {
    const { number } = await open("whole");

    const { data } = await bot.pulls.get({ ...shop, pull_number: number });

    expect(data).toMatchObject({
      state: "open",
      mergeable: true,
      mergeable_state: "clean",
      commits: 1,
      changed_files: 1,
      head: { ref: "whole", label: "acme:whole", repo: { full_name: "acme/shop" } },
      base: { ref: "master" },
      user: { login: "developer" },
      author_association: "MEMBER",
      merged: false,
    });
  });

  it("finds pull requests by head and state", async () => {
    const { number } = await open("found");
    const list = async (query: object) =>
      (await bot.pulls.list({ ...shop, ...query })).data.map((pull) => pull.number);

    expect(await list({ head: "acme:found" })).toEqual([number]);
    expect(await list({ head: "acme:found", state: "closed" })).toEqual([]);
    expect(await list({ head: "acme:found", base: "other" })).toEqual([]);
  });

  it("lists files and commits", async () => {
    const { number: pull_number } = await open("listed");

    const files = await bot.pulls.listFiles({ ...shop, pull_number });
    const commits = await bot.pulls.listCommits({ ...shop, pull_number });

    expect(files.data).toMatchObject([{ filename: "listed.txt", status: "added" }]);
    expect(commits.data).toHaveLength(1);
  });

  it("merges for those who may push", async () => {
    const { number: pull_number } = await open("merged");
    const merge = (who: Octokit["rest"]) =>
      answerOf(who.pulls.merge({ ...shop, pull_number, merge_method: "squash" }));

    expect(await merge(outsider)).toBe("403 Must have admin rights to Repository.");
    expect(await merge(developer)).toBe(200);
    expect(await merge(developer)).toBe("405 Pull Request is not mergeable");
    expect(
      (
        await bot.repos.listPullRequestsAssociatedWithCommit({
          ...shop,
          commit_sha: api.world.head("master"),
        })
      ).data,
    ).toMatchObject([{ number: pull_number, merged_at: "2030-05-10T12:00:00Z" }]);
  });

  it("says why it opens none", async () => {
    await open("twice");
    const again = developer.pulls.create({ ...shop, title: "x", head: "twice", base: "master" });

    expect(await answerOf(again)).toContain("A pull request already exists for acme:twice.");
  });

  it("lets everyone comment, and edits only for its author and those who may push", async () => {
    const { number: issue_number } = await open("talk");
    const made = await outsider.issues.createComment({ ...shop, issue_number, body: "hello" });
    const edit = (who: Octokit["rest"]) =>
      answerOf(who.issues.updateComment({ ...shop, comment_id: made.data.id, body: "edited" }));
    const other = await developer.issues.createComment({ ...shop, issue_number, body: "mine" });

    expect(made.data).toMatchObject({ user: { login: "outsider" }, author_association: "NONE" });
    expect(await edit(outsider)).toBe(200);
    expect(await edit(developer)).toBe(200);
    expect(
      await answerOf(
        outsider.issues.updateComment({ ...shop, comment_id: other.data.id, body: "not mine" }),
      ),
    ).toBe("403 Must have admin rights to Repository.");
  });

  it("takes a comment by a pull request's permission alone", async () => {
    const { number: issue_number } = await open("permitted");
    const comment = (permissions: Readonly<Record<string, "read" | "write">>) =>
      answerOf(
        api.withPermissions(permissions).rest.issues.createComment({
          ...shop,
          issue_number,
          body: "hello",
        }),
      );

    expect(await comment({ pull_requests: "write" })).toBe(201);
    expect(await comment({ issues: "write" })).toBe(201);
    expect(await comment({ contents: "write" })).toBe("403 Resource not accessible by integration");
  });

  it("pages comments and says where the next page is", async () => {
    const { number: issue_number } = await open("paged");
    for (const body of ["1", "2", "3"])
      await bot.issues.createComment({ ...shop, issue_number, body });

    const page = await bot.issues.listComments({ ...shop, issue_number, per_page: 2 });
    const all = await api
      .as("bot")
      .paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...shop,
        issue_number,
        per_page: 100,
      });

    expect(page.data.map(({ body }) => body)).toEqual(["1", "2"]);
    expect(page.headers).toHaveProperty("link");
    expect(all).toHaveLength(3);
  });

  it("reacts once with each content", async () => {
    const { number: issue_number } = await open("reacted");
    const { data } = await bot.issues.createComment({ ...shop, issue_number, body: "x" });
    const react = () =>
      bot.reactions.createForIssueComment({ ...shop, comment_id: data.id, content: "eyes" });

    expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
    expect(
      (await bot.issues.getComment({ ...shop, comment_id: data.id })).data.reactions,
    ).toMatchObject({ eyes: 1, total_count: 1 });
  });

  it("labels for those who may triage, and removes by name", async () => {
    const { number: issue_number } = await open("labelled");
    const label = { ...shop, issue_number, labels: ["promote:prod"] };

    expect(await answerOf(outsider.issues.addLabels(label))).toBe(
      "403 Must have admin rights to Repository.",
    );
    expect((await bot.issues.addLabels(label)).data).toMatchObject([{ name: "promote:prod" }]);
    const remove = () => bot.issues.removeLabel({ ...shop, issue_number, name: "promote:prod" });
    expect((await remove()).data).toEqual([]);
    expect(await answerOf(remove())).toBe("404 Label does not exist");
    const events = await bot.issues.listEventsForTimeline({ ...shop, issue_number });
    expect(events.data.map(({ event }) => event)).toEqual(["labeled", "unlabeled"]);
  });
});
