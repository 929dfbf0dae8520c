import { beforeEach, describe, expect, it } from "@jest/globals";

import { createConversations } from "../../../src/adapters/github/conversations.ts";
import type { PaceLimit } from "../../../src/adapters/github/conversations/pace.ts";
import { systemClock } from "../../../src/adapters/clock.ts";
import { commitSha } from "../../../src/core/artifact/ids.ts";
import { STATUS_MARKER, formatReplyMarker } from "../../../src/core/report/markers.ts";
import type { Answer, Conversations } from "../../../src/flows/ports/conversation.ts";
import { APP_LOGIN, SHOP, withGithub } from "./world.ts";

const RELEASE = commitSha("a".repeat(40));
const NEXT_RELEASE = commitSha("b".repeat(40));
const STATUS = `${STATUS_MARKER}\nthe status`;

describe("conversations on GitHub", () => {
  const world = withGithub();
  let conversations: Conversations;
  let number: number;

  const thread = () => ({ repository: SHOP, number });
  const shop = () => world().as("developer").rest;
  const repository = { owner: "acme", repo: "shop" };
  const place = () => ({ ...repository, issue_number: number });

  beforeEach(async () => {
    await world().push(SHOP, "feature", { "a.txt": "a" });
    const { admin } = world().sandbox;
    const pull = await admin.openPull({
      repository: SHOP,
      title: "A change",
      head: "feature",
      as: "developer",
    });
    number = pull.number;
    conversations = connect();
  });

  describe("when somebody asks in a comment", () => {
    it("tells the display name of who asked, which the webhook does not", async () => {
      const { sandbox } = world();
      await sandbox.admin.createUser({ login: "writer", name: "Somebody\nwho writes" });
      await sandbox.admin.addCollaborator({ repository: SHOP, login: "writer", role: "write" });
      const asked = { repository: SHOP, number, as: "writer", body: "/promote prod" };
      const { id } = await sandbox.admin.createComment(asked);
      const { data } = await shop().issues.getComment({ ...repository, comment_id: id });

      const taken = await conversations.take({
        thread: thread(),
        commentId: id,
        commentNodeId: data.node_id,
        login: "writer",
        teams: [],
      });

      expect(taken?.authorName).toBe("Somebody\nwho writes");
    });

    it("marks it as taken and reads everything in two calls at once", async () => {
      const { id, node_id } = await comment("/promote prod");
      world().forgetCalls();

      const taken = await conversations.take({
        thread: thread(),
        commentId: id,
        commentNodeId: node_id,
        login: "developer",
        teams: [],
      });

      expect(apiCalls()).toEqual([
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        "mutation Take",
      ]);
      expect(taken).toMatchObject({
        pull: { repository: SHOP, number, state: "open", author: "developer", base: "master" },
        standing: { login: "developer", role: "write", teams: [] },
        conversation: { statusComment: undefined, replyMarkers: [], labels: [] },
      });
      expect(await conversations.marks({ repository: SHOP, commentId: id })).toEqual(["taken"]);
    });

    it("does the same without the comment's node id, and twice", async () => {
      const { id } = await comment("/promote prod");
      const asked = { thread: thread(), commentId: id, login: "developer", teams: [] };

      await conversations.take(asked);
      const taken = await conversations.take(asked);

      expect(taken?.pull.number).toBe(number);
      expect(await conversations.marks({ repository: SHOP, commentId: id })).toEqual(["taken"]);
    });

    it("leaves its mark out where GitHub would make it wait", async () => {
      const answerLimits = [{ count: 5, withinMs: 60_000 }];
      conversations = connect(answerLimits);
      const asked = { thread: thread(), login: "developer", teams: [] };
      const first = await comment("/promote staging");
      const second = await comment("/promote prod");

      await conversations.take({ ...asked, commentId: first.id, commentNodeId: first.node_id });
      const taken = await conversations.take({
        ...asked,
        commentId: second.id,
        commentNodeId: second.node_id,
      });

      expect(taken?.pull.number).toBe(number);
      const marksOf = (commentId: number) => conversations.marks({ repository: SHOP, commentId });
      expect(await marksOf(first.id)).toEqual(["taken"]);
      expect(await marksOf(second.id)).toEqual([]);
    });

    it("takes what was asked in a comment that is gone", async () => {
      const { id, node_id } = await comment("/promote prod");
      await shop().issues.deleteComment({ ...place(), comment_id: id });

      const asked = { thread: thread(), commentId: id, login: "developer", teams: [] };
      const taken = await conversations.take({ ...asked, commentNodeId: node_id });

      expect(taken?.pull.number).toBe(number);
      expect(await conversations.marks({ repository: SHOP, commentId: id })).toEqual([]);
    });

    it("says nothing of an issue, or of what isn't there", async () => {
      const { admin } = world().sandbox;
      const issue = await admin.createIssue({ repository: SHOP, title: "A", as: "developer" });
      const on = { repository: SHOP, number: issue.number };
      const { data } = await shop().issues.createComment({
        ...place(),
        issue_number: issue.number,
        body: "/promote prod",
      });
      const asked = { thread: on, login: "developer", teams: [] };

      expect(
        await conversations.take({ ...asked, commentId: data.id, commentNodeId: data.node_id }),
      ).toBeUndefined();
      expect(await conversations.take({ ...asked, commentId: undefined })).toBeUndefined();
      expect(await conversations.read({ repository: SHOP, number: 999 })).toBeUndefined();
    });

    it("knows people, strangers and teams", async () => {
      const { admin } = world().sandbox;
      await admin.createTeam({ organization: "acme", slug: "release", members: ["developer"] });
      const standingOf = async (login: string) => {
        const asked = { thread: thread(), commentId: undefined, login };
        const teams = ["@acme/release", "@acme/nobody"];
        return (await conversations.take({ ...asked, teams }))?.standing;
      };

      expect(await standingOf("developer")).toMatchObject({ teams: ["@acme/release"] });
      expect(await standingOf("maintainer")).toMatchObject({ role: "admin", teams: [] });
      expect(await standingOf("outsider")).toMatchObject({ role: "read", teams: [] });
      expect(await standingOf("no-such-person")).toMatchObject({ role: "none" });
    });
  });

  describe("when it answers", () => {
    it("does everything in one call", async () => {
      const { id, node_id } = await comment("/promote prod");
      await shop().issues.addLabels({ ...place(), labels: ["promote:prod", "keep"] });
      const taken = await conversations.take({
        thread: thread(),
        commentId: id,
        commentNodeId: node_id,
        login: "developer",
        teams: [],
      });
      world().forgetCalls();

      await conversations.answer({
        ...answerWith(),
        conversation: taken?.conversation,
        statusBody: STATUS,
        replies: [{ marker: "r/1", body: `no\n${formatReplyMarker("r/1")}` }],
        marks: [{ commentId: id, mark: "not-done" }],
        removeLabels: ["promote:prod"],
      });

      expect(apiCalls()).toEqual(["mutation Answer"]);
      expect(await conversations.read(thread())).toMatchObject({
        statusComment: { body: STATUS },
        replyMarkers: ["r/1"],
        labels: ["keep"],
      });
      const marks = await conversations.marks({ repository: SHOP, commentId: id });
      expect(marks).toEqual(["taken", "not-done"]);
    });

    it("edits the status comment, and posts no reply twice", async () => {
      const replies = [{ marker: "r/1", body: `no\n${formatReplyMarker("r/1")}` }];
      await conversations.answer({ ...answerWith(), statusBody: STATUS, replies });

      const conversation = await conversations.read(thread());
      const edited = `${STATUS} edited`;
      await connect().answer({ ...answerWith(), conversation, statusBody: edited, replies });

      const { data } = await shop().issues.listComments(place());
      expect(data.map(({ body }) => body)).toEqual([edited, replies[0]?.body]);
    });

    it.each(["lose-response", "drop"] as const)(
      "leaves out what is there already when the answer meets a fault: %s",
      async (kind) => {
        await world().sandbox.admin.addFault({ match: { graphql: "Answer" }, do: { kind } });

        const replies = [{ marker: "r/1", body: `no\n${formatReplyMarker("r/1")}` }];
        await conversations.answer({ ...answerWith(), statusBody: STATUS, replies });

        const { data } = await shop().issues.listComments(place());
        expect(data.map(({ body }) => body)).toEqual([STATUS, replies[0]?.body]);
      },
    );

    it("takes away what was said twice at once", async () => {
      const conversation = await conversations.read(thread());
      const replies = [{ marker: "r/1", body: `no\n${formatReplyMarker("r/1")}` }];
      const answer = { ...answerWith(), conversation, statusBody: STATUS, replies };
      await conversations.answer(answer);
      await connect().answer(answer);

      const twice = await conversations.read(thread());
      await Promise.all([
        conversations.answer({ ...answerWith(), conversation: twice }),
        connect().answer({ ...answerWith(), conversation: twice }),
      ]);

      const { data } = await shop().issues.listComments(place());
      expect(twice?.surplus?.comments).toHaveLength(2);
      expect(data.map(({ body }) => body)).toEqual([STATUS, replies[0]?.body]);
    });

    it("believes nobody else's marker", async () => {
      await comment(STATUS);
      await comment(formatReplyMarker("r/1"));

      expect(await conversations.read(thread())).toMatchObject({
        statusComment: undefined,
        replyMarkers: [],
      });
    });

    it("finds its comment in a long conversation of long comments", async () => {
      for (let index = 0; index < 75; index += 1) {
        if (index === 22) await conversations.answer({ ...answerWith(), statusBody: STATUS });
        await comment(`${index} ${"x".repeat(index < 40 ? 60_000 : 1)}`);
      }

      expect(await conversations.read(thread())).toMatchObject({ statusComment: { body: STATUS } });
    });

    it("replies on issues, too", async () => {
      const { admin } = world().sandbox;
      const issue = await admin.createIssue({ repository: SHOP, title: "A", as: "developer" });

      await conversations.answer({
        ...answerWith(),
        number: issue.number,
        replies: [{ marker: "r/1", body: "not here" }],
      });

      const { data } = await shop().issues.listComments({ ...place(), issue_number: issue.number });
      expect(data.map(({ body }) => body)).toEqual(["not here"]);
    });

    it("skips marks on comments that are gone", async () => {
      await conversations.answer({
        ...answerWith(),
        statusBody: STATUS,
        marks: [{ commentId: 4711, mark: "done" }],
      });

      expect(await conversations.read(thread())).toMatchObject({ statusComment: { body: STATUS } });
    });
  });

  describe("when it records deployments", () => {
    const deployment = async (release = RELEASE, state: "success" | "failure" = "success") => ({
      repository: SHOP,
      commit: commitSha(await headOf("master")),
      environment: "prod",
      release,
      state,
      description: "released",
      logUrl: "https://github.example.com/acme/config/commit/1",
      production: true,
    });

    it("makes one with a status, in two calls", async () => {
      const conversation = await conversations.read(thread());
      world().forgetCalls();

      await conversations.answer({
        ...answerWith(),
        conversation,
        statusBody: STATUS,
        deployments: [await deployment()],
      });

      expect(apiCalls()).toEqual(["POST /repos/{owner}/{repo}/deployments", "mutation Answer"]);
      expect(await deployments()).toEqual([
        { environment: "prod", production: true, states: ["success"] },
      ]);
    });

    it("finds the one of the same release again, and inactivates those before", async () => {
      const first = { ...answerWith(), number: undefined, deployments: [await deployment()] };
      await conversations.answer(first);
      await connect().answer(first);
      await connect().answer({ ...first, deployments: [await deployment(NEXT_RELEASE)] });

      expect(await deployments()).toEqual([
        { environment: "prod", production: true, states: ["success"] },
        { environment: "prod", production: true, states: ["inactive", "success"] },
      ]);
    });

    it("lets the older of two of one release stand", async () => {
      const first = { ...answerWith(), number: undefined, deployments: [await deployment()] };
      const other = connect();
      await other.read(thread());
      await conversations.answer(first);
      await other.answer(first);
      expect((await deployments()).map(({ states }) => states[0])).toEqual(["success", "success"]);

      const twice = await conversations.read(thread());
      await conversations.answer({ ...answerWith(), conversation: twice });

      expect((await deployments()).map(({ states }) => states[0])).toEqual(["inactive", "success"]);
      expect((await conversations.read(thread()))?.surplus).toBeUndefined();
    });

    it("lets no late word of an older release touch a newer one", async () => {
      const first = { ...answerWith(), number: undefined, deployments: [await deployment()] };
      await conversations.answer(first);
      await conversations.answer({ ...first, deployments: [await deployment(NEXT_RELEASE)] });
      await connect().answer(first);

      expect((await deployments()).map(({ states }) => states)).toEqual([
        ["success"],
        ["inactive", "success"],
      ]);
    });

    it("leaves the one before alone when the new one failed", async () => {
      const first = { ...answerWith(), number: undefined, deployments: [await deployment()] };
      await conversations.answer(first);
      await conversations.answer({
        ...first,
        deployments: [await deployment(NEXT_RELEASE, "failure")],
      });

      expect((await deployments()).map(({ states }) => states)).toEqual([["failure"], ["success"]]);
    });

    it("still answers when GitHub has the commit no longer", async () => {
      const gone = { ...(await deployment()), commit: commitSha("c".repeat(40)) };

      await conversations.answer({ ...answerWith(), statusBody: STATUS, deployments: [gone] });

      expect(await conversations.read(thread())).toMatchObject({ statusComment: { body: STATUS } });
    });
  });

  describe("when it looks for what it missed", () => {
    it("lists comments with their last edit", async () => {
      const since = new Date(Date.now() - 1000).toISOString();
      const first = await comment("/promote prod");
      const edited = await comment("/promote dev");
      await shop().issues.updateComment({ ...place(), comment_id: edited.id, body: "/help" });

      const comments = await conversations.commentsSince(SHOP, since);

      expect(comments).toMatchObject([
        {
          thread: thread(),
          id: first.id,
          author: { login: "developer", isBot: false },
          lastEditedAt: null,
        },
        { id: edited.id, body: "/help" },
      ]);
      expect(comments[1]?.lastEditedAt).not.toBeNull();
      const later = new Date(Date.now() + 3_600_000).toISOString();
      expect(await conversations.commentsSince(SHOP, later)).toEqual([]);
    });

    it("lists labels that are there now, with who set them", async () => {
      await shop().issues.addLabels({ ...place(), labels: ["promote:dev", "promote:prod"] });
      await shop().issues.removeLabel({ ...place(), name: "promote:dev" });
      const labels = ["promote:dev", "promote:prod"];

      const found = await conversations.labelings(SHOP, labels);

      expect(found).toMatchObject([
        { thread: thread(), label: "promote:prod", login: "developer" },
      ]);
      expect(await conversations.labelings(SHOP, labels, number)).toEqual(found);
    });

    it("lists pull requests without its comment", async () => {
      const since = "2000-01-01T00:00:00Z";

      expect(await conversations.unansweredPulls(SHOP, since)).toEqual([thread()]);
      await conversations.answer({ ...answerWith(), statusBody: STATUS });
      expect(await conversations.unansweredPulls(SHOP, since)).toEqual([]);
    });
  });

  function connect(answerLimits?: readonly PaceLimit[]): Conversations {
    const { github } = world();
    const limits = answerLimits === undefined ? {} : { answerLimits };
    return createConversations({ github, appLogin: APP_LOGIN, clock: systemClock, ...limits });
  }

  function answerWith(): Answer {
    return {
      repository: SHOP,
      number,
      conversation: undefined,
      statusBody: undefined,
      replies: [],
      marks: [],
      removeLabels: [],
      deployments: [],
    };
  }

  async function comment(body: string) {
    const { data } = await shop().issues.createComment({ ...place(), body });
    return data;
  }

  async function headOf(branch: string): Promise<string> {
    const { data } = await shop().git.getRef({ ...repository, ref: `heads/${branch}` });
    return data.object.sha;
  }

  /** Newest first, each with its states, newest first. */
  async function deployments() {
    const { data } = await shop().repos.listDeployments(repository);
    return Promise.all(
      data.map(async ({ id, environment, production_environment }) => {
        const statuses = await shop().repos.listDeploymentStatuses({
          ...repository,
          deployment_id: id,
        });
        const states = statuses.data.map(({ state }) => state);
        return { environment, production: production_environment, states };
      }),
    );
  }

  function apiCalls(): readonly string[] {
    const names = world().calls();
    return names.filter((name) => !/access_tokens|\/installation$/.test(name)).sort();
  }
});
