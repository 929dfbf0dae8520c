import type { HamConfig } from "../../core/environment/ham-config.ts";
import { environmentNames, servicesOf } from "../../core/environment/ham-config.ts";
import type { Refusal } from "../../core/refusal.ts";
import { adviceOf, describeOutcome, reasonOf } from "../../core/report/describe-outcome.ts";
import type { AnsweredRecord } from "../../core/report/markers.ts";
import {
  type ReplyLine,
  renderHelp,
  renderReply,
  renderStatusReply,
} from "../../core/report/reply.ts";
import { renderStatusTable } from "../../core/report/status-table.ts";
import { type Told, isRefusedOrFailed } from "../../core/report/told.ts";
import { refreshShipped } from "../answers/announce.ts";
import { refreshOf } from "../answers/answers.ts";
import { toDeployments } from "../answers/deployments.ts";
import type { HamParts } from "../parts.ts";
import type { Reply } from "../ports/conversation.ts";
import { environmentQueries, readWorld } from "../world.ts";
import type { Asking } from "./asking.ts";
import type { CommentJob } from "./comment-job.ts";

/** Hands the outcomes of a comment's commands to the second stage. */
export function answerComment(
  parts: HamParts,
  job: CommentJob,
  asking: Asking,
  told: readonly Told[],
  answered: readonly AnsweredRecord[],
): void {
  const bad =
    told.some((one) => isRefusedOrFailed(one.outcome)) ||
    answered.some((one) => isOfComment(one, job) && isBadRecord(one));
  const refusals = refusalReply(`comment/${job.comment.id}`, asking.actor, told);
  parts.answers.add({
    thread: job.thread,
    told,
    taken: asking.taken,
    replies: () => allReplies(refusals, shownReplies(parts, job, told)),
    marks: [{ commentId: job.comment.id, mark: bad ? "not-done" : "done" }],
    removeLabels: [],
    deployments: toDeployments(parts, told),
  });
  refreshShipped(parts, job.thread.repository, told, asking.taken.pull);
}

/**
 * Everything was decided and recorded by a process that may have died before it told the person: the mark
 * comes last, so without it the rest is told again.
 */
export async function finishAnswer(
  parts: HamParts,
  job: CommentJob,
  asking: Asking,
  answered: readonly AnsweredRecord[],
): Promise<void> {
  const { repository } = job.thread;
  const marks = await parts.ports.conversations.marks({ repository, commentId: job.comment.id });
  if (marks.includes("done") || marks.includes("not-done")) return;
  const own = answered.filter((one) => isOfComment(one, job));
  const refusals = recordedReply(`comment/${job.comment.id}`, asking.actor, own);
  const shown = own.filter((one) => one.reason === "nothing-asked");
  parts.answers.add({
    ...refreshOf(job.thread),
    taken: asking.taken,
    replies: () =>
      allReplies(
        refusals,
        shown.flatMap((one) => shownReply(parts, job, one.asked, one.request) ?? []),
      ),
    marks: [{ commentId: job.comment.id, mark: own.some(isBadRecord) ? "not-done" : "done" }],
  });
}

/** The reply to refusals as the status comment recorded them. */
export function recordedReply(
  marker: string,
  actor: { readonly login: string; readonly isBot: boolean },
  records: readonly AnsweredRecord[],
): readonly Reply[] {
  const lines = records.filter(isBadRecord).map(({ asked, service, sentence }) => {
    return { asked, service, sentence, advice: undefined };
  });
  if (lines.length === 0 || actor.isBot) return [];
  return [{ marker, body: renderReply({ marker, login: actor.login, lines }) }];
}

/** On an issue there is no status comment: a reply, and the mark by which it counts as answered. */
export async function answerIssue(
  parts: HamParts,
  job: CommentJob,
  refusal: Refusal,
): Promise<void> {
  const { conversations } = parts.ports;
  const { repository, number } = job.thread;
  const marks = await conversations.marks({ repository, commentId: job.comment.id });
  if (marks.includes("not-done") || marks.includes("done")) return;
  const request = {
    id: `comment/${job.comment.id}/0`,
    service: "",
    environment: "",
    actor: job.comment.author,
  };
  const told: Told = { request, asked: firstLine(job.comment.body), outcome: refusal };
  await conversations.answer({
    repository,
    number,
    conversation: undefined,
    statusBody: undefined,
    replies: refusalReply(`comment/${job.comment.id}`, job.comment.author, [told]),
    marks: [{ commentId: job.comment.id, mark: "not-done" }],
    removeLabels: [],
    deployments: [],
  });
}

/** One short reply for everything that was not done; a bot gets none, it would not read it. */
export function refusalReply(
  marker: string,
  actor: { readonly login: string; readonly isBot: boolean },
  told: readonly Told[],
): readonly Reply[] {
  const lines = told.filter((one) => isRefusedOrFailed(one.outcome)).map(toLine);
  if (lines.length === 0 || actor.isBot) return [];
  return [{ marker, body: renderReply({ marker, login: actor.login, lines }) }];
}

function toLine({ asked, request, outcome }: Told): ReplyLine {
  return {
    asked,
    service: request.service,
    sentence: describeOutcome(request, outcome),
    advice: adviceOf(outcome),
  };
}

function shownReplies(
  parts: HamParts,
  job: CommentJob,
  told: readonly Told[],
): readonly Promise<Reply>[] {
  return told
    .filter(({ outcome }) => reasonOf(outcome) === "nothing-asked")
    .flatMap(({ asked, request }) => shownReply(parts, job, asked, request.id) ?? []);
}

async function allReplies(
  refusals: readonly Reply[],
  shown: readonly Promise<Reply>[],
): Promise<readonly Reply[]> {
  return [...refusals, ...(await Promise.all(shown))];
}

/** What `/help` and `/status` ask for; undefined for other commands. */
function shownReply(
  parts: HamParts,
  job: CommentJob,
  asked: string,
  id: string,
): Promise<Reply> | undefined {
  // Bots would answer, and Ham them.
  if (job.comment.author.isBot) return undefined;
  const name = asked.trim().toLowerCase();
  if (name === "/help") {
    return Promise.resolve({ marker: id, body: renderHelp(id, job.comment.author.login) });
  }
  return name === "/status" ? statusReply(parts, job, id) : undefined;
}

async function statusReply(parts: HamParts, job: CommentJob, marker: string): Promise<Reply> {
  const { login } = job.comment.author;
  const { repository } = job.thread;
  const world = await readWorld(parts, (config) => ({
    environments: environmentQueries(config, [], []),
  }));
  const body =
    world.kind === "refused"
      ? renderReply({ marker, login, lines: [refusedStatus(world)] })
      : renderStatusReply(marker, login, tableOf(world.config, repository, world.snapshot));
  return { marker, body };
}

/** Without a configuration there is nothing to show: what to do about that is. */
function refusedStatus({ sentence, advice }: Refusal): ReplyLine {
  return { asked: "/status", service: "", sentence, advice };
}

function tableOf(
  config: HamConfig,
  repository: string,
  snapshot: { readonly environments: ReadonlyMap<string, { readonly index: Index } | undefined> },
): string {
  const environments = environmentNames(config);
  const rows = servicesOf(config, repository).map(({ name }) => ({
    service: name,
    cells: environments.map((environment) => ({
      environment,
      artifact: snapshot.environments.get(environment)?.index.get(name)?.artifact,
    })),
  }));
  return renderStatusTable(environments, rows);
}

type Index = ReadonlyMap<string, { readonly artifact: string }>;

function isOfComment(record: AnsweredRecord, job: CommentJob): boolean {
  return record.request.startsWith(`comment/${job.comment.id}/`);
}

function isBadRecord(record: AnsweredRecord): boolean {
  return record.outcome === "refused" || record.outcome === "failed";
}

function firstLine(body: string): string {
  return body.trim().split("\n", 1)[0]?.slice(0, 100) ?? "";
}
