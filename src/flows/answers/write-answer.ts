import { servicesOf } from "../../core/environment/ham-config.ts";
import { toRecord } from "../../core/report/describe-outcome.ts";
import { type AnsweredRecord, mergeRecords } from "../../core/report/markers.ts";
import { renderStatusComment } from "../../core/report/status-comment.ts";
import type { Told } from "../../core/report/told.ts";
import type { HamParts } from "../parts.ts";
import type { Answer, ConversationState, Reply } from "../ports/conversation.ts";
import type { PullRequest } from "../ports/source-repository.ts";
import type { AnswerItem, Found, WriteAnswer } from "./answers.ts";
import { recordsIn } from "./records.ts";
import { reportTold } from "./report-told.ts";
import { shipsWith } from "./ships.ts";
import { readTruth } from "./truth.ts";
import { toStatusView } from "./status-view.ts";

type WritingParts = Omit<HamParts, "answers">;

/** Everything there is to say on a pull request, rendered from what is true at this moment. */
export function createWriteAnswer(parts: WritingParts): WriteAnswer {
  return async (items, taken) => {
    const [first] = items;
    if (first === undefined) return "edited";
    const [found, replies] = await Promise.all([
      taken ?? readThread(parts, first),
      Promise.all(items.map((item) => item.replies())),
    ]);
    if (found === undefined) return "edited";
    const answer = {
      repository: first.thread.repository,
      number: first.thread.number,
      conversation: found.conversation,
      statusBody: unlessSame(await statusBody(parts, items, found), found.conversation),
      replies: notYetThere(replies.flat(), found.conversation),
      marks: items.flatMap((item) => item.marks),
      removeLabels: items
        .flatMap((item) => item.removeLabels)
        .filter((label) => found.conversation.labels.includes(label)),
      deployments: items.flatMap((item) => item.deployments),
    };
    if (saysSomething(answer)) await parts.ports.conversations.answer(answer);
    reportTold(
      parts.ports.report,
      items.flatMap((item) => item.told),
    );
    return isNew(answer) ? "created" : "edited";
  };
}

/** Another Ham may have written the same at the same moment. */
function isNew({ conversation, statusBody: body, replies, deployments }: Answer): boolean {
  const isFirst = body !== undefined && conversation?.statusComment === undefined;
  return isFirst || replies.length + deployments.length > 0;
}

function saysSomething(answer: Answer): boolean {
  const { conversation, statusBody: body, replies, marks, removeLabels, deployments } = answer;
  return (
    body !== undefined ||
    conversation?.surplus !== undefined ||
    replies.length + marks.length + removeLabels.length + deployments.length > 0
  );
}

function unlessSame(
  body: string | undefined,
  { statusComment }: ConversationState,
): string | undefined {
  return body === statusComment?.body ? undefined : body;
}

async function readThread(parts: WritingParts, { thread }: AnswerItem): Promise<Found | undefined> {
  const conversation = await parts.ports.conversations.read(thread);
  return conversation === undefined ? undefined : { conversation, pull: conversation.pull };
}

/** Undefined when there is nothing to show, such as for a repository without services. */
async function statusBody(
  parts: WritingParts,
  items: readonly AnswerItem[],
  { pull, conversation }: Found,
): Promise<string | undefined> {
  const truth = await readTruth(parts, pull.repository);
  const records = mergeRecords(
    recordsIn(conversation),
    await Promise.all(
      items
        .flatMap((item) => item.told.filter(isWorthARecord))
        .map((told) => recordOf(parts, told, pull)),
    ),
  );
  const owned = truth === undefined ? [] : servicesOf(truth.inForce.config, pull.repository);
  if (owned.length === 0 && records.length === 0) return undefined;
  const view = await toStatusView(parts, {
    pull,
    truth,
    records,
    labels: conversation.labels,
  });
  return renderStatusComment(view);
}

async function recordOf(
  parts: WritingParts,
  told: Told,
  pull: PullRequest,
): Promise<AnsweredRecord> {
  const { request, outcome, asked } = told;
  const ships = await shipsWith(parts.ports.sources, outcome, pull);
  // A release that is told again is told the same, so that nothing is written for it.
  const at = outcome.kind === "released" ? outcome.committedAt : parts.ports.clock.now();
  return toRecord(request, outcome, { asked, at, ships });
}

/** Of automatic releases only what happened: nobody asked, so nobody waits for a "nothing to do". */
function isWorthARecord({ asked, outcome }: Told): boolean {
  return asked !== "" || outcome.kind !== "nothing-to-do";
}

function notYetThere(replies: readonly Reply[], conversation: ConversationState): readonly Reply[] {
  return replies.filter((reply) => !conversation.replyMarkers.includes(reply.marker));
}
