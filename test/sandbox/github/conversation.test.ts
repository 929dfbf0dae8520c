import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import {
  createComment,
  deleteComment,
  listComments,
  updateComment,
} from "../../../src/sandbox/github/comments.ts";
import { issueByNumber } from "../../../src/sandbox/github/issue-records.ts";
import { createIssue, listIssues, updateIssue } from "../../../src/sandbox/github/issues.ts";
import {
  addLabels,
  createLabel,
  deleteLabel,
  removeLabel,
  setLabels,
} from "../../../src/sandbox/github/labels.ts";
import { listReactions, react, unreact } from "../../../src/sandbox/github/reactions.ts";
import { timelineOf } from "../../../src/sandbox/github/timeline.ts";
import type { Issue } from "../../../src/sandbox/model.ts";
import { createWorld, refusalOf } from "./world.ts";
import type { World } from "./world.ts";

describe("a conversation", () => {
  let world: World;
  let issue: Issue;

  beforeEach(async () => {
    world = await createWorld();
    const developer = world.actor("developer");
    issue = await createIssue(world.context, developer, world.shop(), { title: "Broken" });
  });

  afterEach(() => world.close());

  const now = () => issueByNumber(world.context, world.shop(), issue.number);
  const told = () => world.events.map(({ event, action }) => `${event}.${action ?? ""}`);

  describe("in comments", () => {
    it("tells of each, by whom and through which App", async () => {
      const comment = await createComment(world.context, world.bot, issue, "hello");

      expect(comment).toMatchObject({ author: "ham[bot]", viaAppId: world.app.id });
      expect(world.events.at(-1)).toMatchObject({
        event: "issue_comment",
        action: "created",
        sender: "ham[bot]",
        fields: {
          issue: { number: issue.number, comments: 1 },
          comment: { body: "hello", user: { login: "ham[bot]", type: "Bot" } },
        },
      });
    });

    it("marks an edit, and says what was there before", async () => {
      const comment = await createComment(world.context, world.bot, issue, "one");
      expect(comment.lastEditedAt).toBeNull();

      const edited = await updateComment(world.context, world.actor("maintainer"), comment, "two");

      expect(edited.lastEditedAt).not.toBeNull();
      expect(world.events.at(-1)).toMatchObject({
        action: "edited",
        sender: "maintainer",
        fields: { changes: { body: { from: "one" } }, comment: { body: "two" } },
      });
    });

    it("forgets what is deleted", async () => {
      const comment = await createComment(world.context, world.bot, issue, "one");

      await deleteComment(world.context, world.bot, comment);

      expect(listComments(world.context, issue)).toEqual([]);
      expect(told().at(-1)).toBe("issue_comment.deleted");
    });

    it.each([
      ["65,536 characters", "x".repeat(65_536), true],
      ["65,537 characters", "x".repeat(65_537), false],
      ["nothing but space", " \n", false],
    ])("takes or refuses a body of %s", async (_, body, isTaken) => {
      const attempt = createComment(world.context, world.bot, issue, body);

      const outcome = isTaken ? (await attempt).body : await refusalOf(attempt);

      expect(outcome).toBe(isTaken ? body : "invalid: Validation Failed");
    });
  });

  describe("by reactions", () => {
    it("counts each once for a person, and takes them back", async () => {
      const subject = { kind: "issue", id: issue.id } as const;

      const first = await react(world.context, world.bot, subject, "eyes");
      const second = await react(world.context, world.bot, subject, "eyes");
      await react(world.context, world.actor("developer"), subject, "eyes");

      expect([first.created, second.created]).toEqual([true, false]);
      expect(listReactions(world.context, subject)).toHaveLength(2);
      await unreact(world.context, first.reaction);
      expect(listReactions(world.context, subject).map(({ author }) => author)).toEqual([
        "developer",
      ]);
    });

    it("refuses what is none of GitHub's eight", () => {
      const subject = { kind: "issue", id: issue.id } as const;

      expect(() => react(world.context, world.bot, subject, "ship")).toThrow("Validation Failed");
    });
  });

  describe("by labels", () => {
    it("tells of each that comes and goes, and keeps it in the timeline", async () => {
      const { context, bot } = world;
      const count = world.events.length;

      await addLabels(context, bot, issue, ["promote:dev", "bug", "BUG"]);
      await removeLabel(context, bot, issue, "Promote:dev");

      expect(now()?.labels).toEqual(["bug"]);
      expect(told().slice(count)).toEqual(["issues.labeled", "issues.labeled", "issues.unlabeled"]);
      expect(world.events.at(count)?.fields).toMatchObject({ label: { name: "promote:dev" } });
      expect(timelineOf(context, issue).map(({ event, label }) => [event, label])).toEqual([
        ["labeled", "promote:dev"],
        ["labeled", "bug"],
        ["unlabeled", "Promote:dev"],
      ]);
    });

    it("sets exactly those given", async () => {
      await addLabels(world.context, world.bot, issue, ["one", "two"]);

      await setLabels(world.context, world.bot, issue, ["two", "three"]);

      expect(now()?.labels).toEqual(["two", "three"]);
    });

    it("refuses to take off what is not on", async () => {
      expect(await refusalOf(removeLabel(world.context, world.bot, issue, "none"))).toBe(
        "not-found: Label does not exist",
      );
    });

    it("loses a label that the repository loses", async () => {
      await addLabels(world.context, world.bot, issue, ["one", "two"]);

      deleteLabel(world.context, world.shop(), "one");

      expect(now()?.labels).toEqual(["two"]);
      expect(world.shop().labels.map(({ name }) => name)).toEqual(["two"]);
    });

    it("has each name once, whatever its case", () => {
      createLabel(world.context, world.shop(), { name: "bug" });

      expect(() => createLabel(world.context, world.shop(), { name: "Bug" })).toThrow(
        "Validation Failed",
      );
    });
  });

  it("is closed and reopened", async () => {
    const { context, bot } = world;

    await updateIssue(context, bot, issue, { state: "closed", title: "Mended" });
    expect(now()).toMatchObject({ state: "closed", title: "Mended" });
    await updateIssue(context, bot, issue, { state: "open" });

    expect(now()).toMatchObject({ state: "open", closedAt: null });
    expect(told()).toEqual(
      expect.arrayContaining(["issues.edited", "issues.closed", "issues.reopened"]),
    );
  });

  it("is found by state, label and author", async () => {
    const { context, shop, bot } = world;
    const other = await createIssue(context, bot, shop(), { title: "Other", labels: ["bug"] });
    await updateIssue(context, bot, issue, { state: "closed" });
    const numbers = (filter: Parameters<typeof listIssues>[2]) =>
      listIssues(context, shop(), filter).map(({ number }) => number);

    expect(numbers({})).toEqual([other.number]);
    expect(numbers({ state: "closed" })).toEqual([issue.number]);
    expect(numbers({ state: "all", direction: "asc" })).toEqual([issue.number, other.number]);
    expect(numbers({ state: "all", labels: ["bug"] })).toEqual([other.number]);
    expect(numbers({ state: "all", creator: "Developer" })).toEqual([issue.number]);
  });
});
