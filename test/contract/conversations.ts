/* eslint-disable jest/no-export -- one suite for every implementation of the port */
import { beforeEach, describe, expect, it } from "@jest/globals";

import { commitSha } from "../../src/core/artifact/ids.ts";
import { STATUS_MARKER, formatReplyMarker } from "../../src/core/report/markers.ts";
import type { Answer, Conversations, Thread } from "../../src/flows/ports/conversation.ts";

/** What every implementation needs to be tried: an open pull request of `developer` into `master`. */
export type ConversationsWorld = {
  readonly conversations: Conversations;
  readonly thread: Thread;
  /** Their ids. */
  readonly comment: (login: string, body: string) => Promise<number>;
  readonly label: (login: string, label: string) => Promise<void>;
  /** Bodies of all comments, oldest first. */
  readonly bodies: () => Promise<readonly string[]>;
};

const STATUS = `${STATUS_MARKER}\nthe status`;
const REPLY = { marker: "comment/1", body: `no\n${formatReplyMarker("comment/1")}` };
const EVER = "2000-01-01T00:00:00Z";

/** The promises of the port, for every implementation of it. */
export function describeConversations(
  name: string,
  open: () => ConversationsWorld | Promise<ConversationsWorld>,
): void {
  describe(`the promises of conversations: ${name}`, () => {
    let world: ConversationsWorld;

    beforeEach(async () => {
      world = await open();
    });

    describe("when somebody asks", () => {
      it("tells of pull request, person and conversation, and marks the comment once", async () => {
        const commentId = await world.comment("developer", "/promote prod");
        const { repository } = world.thread;

        const asked = { thread: world.thread, commentId, login: "developer", teams: [] };
        const taken = await world.conversations.take(asked);
        await world.conversations.take(asked);

        expect(taken).toMatchObject({
          pull: { ...world.thread, state: "open", author: "developer", base: "master" },
          standing: { login: "developer", role: "write", teams: [] },
          conversation: { statusComment: undefined, replyMarkers: [], labels: [] },
        });
        expect(await world.conversations.marks({ repository, commentId })).toEqual(["taken"]);
      });

      it("knows what others may", async () => {
        const roles = ["outsider", "nobody-of-that-name"].map(async (login) => {
          const asked = { thread: world.thread, commentId: undefined, login, teams: [] };
          return (await world.conversations.take(asked))?.standing.role;
        });

        expect(await Promise.all(roles)).toEqual(["read", "none"]);
      });

      it("says nothing of a pull request that isn't there", async () => {
        const thread = { ...world.thread, number: 999_999 };
        const asked = { thread, commentId: undefined, login: "developer", teams: [] };

        expect(await world.conversations.take(asked)).toBeUndefined();
        expect(await world.conversations.read(thread)).toBeUndefined();
      });
    });

    describe("when it answers", () => {
      it("writes, replies, marks and takes labels away", async () => {
        const commentId = await world.comment("developer", "/promote prod");
        await world.label("developer", "promote:prod");
        await world.label("developer", "keep");
        const { repository } = world.thread;

        await world.conversations.answer({
          ...answerOn(world),
          statusBody: STATUS,
          replies: [REPLY],
          marks: [{ commentId, mark: "not-done" }],
          removeLabels: ["promote:prod"],
        });

        expect(await world.conversations.read(world.thread)).toMatchObject({
          statusComment: { body: STATUS },
          replyMarkers: [REPLY.marker],
          labels: ["keep"],
        });
        const marks = await world.conversations.marks({ repository, commentId });
        expect(marks).toContain("not-done");
      });

      it("edits its status comment and posts no reply twice", async () => {
        const answer = { ...answerOn(world), statusBody: STATUS, replies: [REPLY] };
        await world.conversations.answer(answer);

        const conversation = await world.conversations.read(world.thread);
        await world.conversations.answer({ ...answer, conversation, statusBody: `${STATUS} 2` });

        expect(await world.bodies()).toEqual([`${STATUS} 2`, REPLY.body]);
      });

      it("does no harm when it says the same twice", async () => {
        const answer = { ...answerOn(world), statusBody: STATUS, replies: [REPLY] };

        await world.conversations.answer(answer);
        await world.conversations.answer(answer);

        expect(await world.bodies()).toEqual([STATUS, REPLY.body]);
      });

      it("keeps the older of two status comments that were written at once", async () => {
        const conversation = await world.conversations.read(world.thread);
        const answer = { ...answerOn(world), conversation };
        await world.conversations.answer({ ...answer, statusBody: `${STATUS} 1` });
        await world.conversations.answer({ ...answer, statusBody: `${STATUS} 2` });
        expect(await world.bodies()).toHaveLength(2);

        const twice = await world.conversations.read(world.thread);
        await world.conversations.answer({ ...answer, conversation: twice });

        expect(twice?.statusComment?.body).toBe(`${STATUS} 1`);
        expect(twice?.surplus?.comments.map(({ body }) => body)).toEqual([`${STATUS} 2`]);
        expect(await world.bodies()).toEqual([`${STATUS} 1`]);
        expect((await world.conversations.read(world.thread))?.surplus).toBeUndefined();
      });

      it("believes nobody else's markers", async () => {
        await world.comment("outsider", STATUS);
        await world.comment("outsider", REPLY.body);

        expect(await world.conversations.read(world.thread)).toMatchObject({
          statusComment: undefined,
          replyMarkers: [],
        });
      });

      it("can answer with nothing but deployments, of commits that are gone too", async () => {
        const deployment = {
          repository: world.thread.repository,
          commit: commitSha("c".repeat(40)),
          environment: "prod",
          release: commitSha("d".repeat(40)),
          state: "success" as const,
          description: "released",
          logUrl: "https://github.test/acme/config/commit/d",
          production: true,
        };

        await world.conversations.answer({
          ...answerOn(world),
          number: undefined,
          deployments: [deployment],
        });

        expect(await world.bodies()).toEqual([]);
      });
    });

    describe("when a sweep looks for what was missed", () => {
      it("lists comments with who wrote them", async () => {
        const id = await world.comment("outsider", "/promote prod");
        const { repository } = world.thread;

        expect(await world.conversations.commentsSince(repository, EVER)).toMatchObject([
          {
            id,
            thread: world.thread,
            author: { login: "outsider", isBot: false },
            body: "/promote prod",
            lastEditedAt: null,
            isAnswered: false,
          },
        ]);
        await world.conversations.answer({
          ...answerOn(world),
          marks: [{ commentId: id, mark: "done" }],
        });
        expect(await world.conversations.commentsSince(repository, EVER)).toMatchObject([
          { id, isAnswered: true },
        ]);
        const future = new Date(Date.now() + 86_400_000).toISOString();
        expect(await world.conversations.commentsSince(repository, future)).toEqual([]);
      });

      it("lists the labels that are asked for and still there, with who set them", async () => {
        for (const label of ["promote:prod", "bug"]) await world.label("developer", label);
        const { repository, number } = world.thread;
        const labels = ["promote:prod", "promote:dev"];

        const found = await world.conversations.labelings(repository, labels, number);

        expect(found).toMatchObject([
          { thread: world.thread, label: "promote:prod", login: "developer" },
        ]);
        expect(await world.conversations.labelings(repository, labels)).toEqual(found);
        await world.conversations.answer({ ...answerOn(world), removeLabels: ["promote:prod"] });
        expect(await world.conversations.labelings(repository, labels)).toEqual([]);
      });

      it("lists pull requests that it has not written to", async () => {
        const { repository } = world.thread;

        expect(await world.conversations.unansweredPulls(repository, EVER)).toEqual([world.thread]);
        await world.conversations.answer({ ...answerOn(world), statusBody: STATUS });
        expect(await world.conversations.unansweredPulls(repository, EVER)).toEqual([]);
      });
    });
  });
}

function answerOn({ thread }: ConversationsWorld): Answer {
  return {
    ...thread,
    conversation: undefined,
    statusBody: undefined,
    replies: [],
    marks: [],
    removeLabels: [],
    deployments: [],
  };
}
