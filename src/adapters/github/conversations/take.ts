import * as v from "valibot";

import type { Asked, TakenRequest } from "../../../flows/ports/conversation.ts";
import { dataOf, find } from "../client.ts";
import { DocumentBuilder, repositoryParameters } from "../document.ts";
import { isGithubError } from "../github-error.ts";
import { parseAnswer } from "../schema.ts";
import { readStanding } from "../source-repositories/people.ts";
import type { Pace } from "./pace.ts";
import type { ThreadState } from "./thread-answer.ts";
import { THREAD_FIELDS } from "./thread-answer.ts";
import { type Threads, learnThread, readThread } from "./threads.ts";

/**
 * 👀, the pull request and the person's standing: all at once. Where GitHub would make 👀 wait, they are
 * left out: they must not delay what was asked for.
 */
export async function takeRequest(
  threads: Threads,
  asked: Asked,
  eyes: Pace,
): Promise<TakenRequest | undefined> {
  const { thread, login, teams } = asked;
  const [{ state, authorName }, standing] = await Promise.all([
    takeThread(threads, asked, eyes),
    readStanding(threads.client, thread.repository, login, teams),
  ]);
  if (state?.pull === undefined) return undefined;
  return { pull: state.pull, standing, conversation: state.conversation, authorName };
}

type TakenThread = {
  readonly state: ThreadState | undefined;
  readonly authorName?: string | null | undefined;
};

async function takeThread(threads: Threads, asked: Asked, eyes: Pace): Promise<TakenThread> {
  const { thread, commentId, commentNodeId } = asked;
  if (commentId === undefined) return { state: await readThread(threads, thread) };
  if (commentNodeId !== undefined) threads.nodeIds.learnComment(commentId, commentNodeId);
  if (!eyes.tryTurn()) return { state: await readThread(threads, thread) };
  if (commentNodeId !== undefined) return markAndRead(threads, asked, commentNodeId);
  const [state] = await Promise.all([
    readThread(threads, thread),
    markTaken(threads, thread.repository, commentId),
  ]);
  return { state };
}

const takenSchema = v.object({
  addReaction: v.nullable(
    v.object({
      subject: v.nullable(
        v.object({
          author: v.nullish(v.object({ name: v.nullish(v.string()) })),
          pullRequest: v.optional(v.unknown()),
        }),
      ),
    }),
  ),
});

/** The reaction's answer tells of the pull request that it is in, so this is one call. */
async function markAndRead(
  threads: Threads,
  asked: Asked,
  commentNodeId: string,
): Promise<TakenThread> {
  const builder = new DocumentBuilder();
  const input = builder.variable("AddReactionInput!", {
    subjectId: commentNodeId,
    content: "EYES",
  });
  const selection = `addReaction(input: ${input}) { subject {
    ... on IssueComment { author { ... on User { name } } pullRequest { ${THREAD_FIELDS} } } } }`;
  const document = builder.build("mutation", "Take", selection);
  try {
    const answer = await threads.client.graphql(document);
    const data = parseAnswer(takenSchema, dataOf(answer, document), document.name);
    const subject = data.addReaction?.subject;
    const pull = subject?.pullRequest;
    if (pull === null) return { state: undefined };
    if (pull !== undefined) {
      const state = await learnThread(threads, asked.thread.repository, pull);
      return { state, authorName: subject?.author?.name };
    }
  } catch (error) {
    if (!isGithubError(error, "too-large", "unprocessable", "not-found")) throw error;
  }
  // The comment was deleted, or the conversation is too long: what was asked for still counts.
  return { state: await readThread(threads, asked.thread) };
}

async function markTaken(threads: Threads, repository: string, commentId: number): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
  const parameters = {
    ...repositoryParameters(repository),
    comment_id: commentId,
    content: "eyes",
  };
  await find(threads.client, route, parameters, v.unknown());
}
