import type { ParsedCommand } from "../../core/command/command.ts";
import { parseComment } from "../../core/command/comment.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { type AnsweredRecord, findRecord } from "../../core/report/markers.ts";
import { type Told, isRefusedOrFailed } from "../../core/report/told.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import { requestIds } from "../../core/release/request.ts";
import type { HamParts } from "../parts.ts";
import type { Taken } from "../answers/answers.ts";
import { recordsIn } from "../answers/records.ts";
import type { World } from "../world.ts";
import { answerComment, answerIssue, finishAnswer } from "./answer-comment.ts";
import { type Asking, teamsOf } from "./asking.ts";
import type { CommentJob } from "./comment-job.ts";
import { type Order, carryOut, readFor } from "./carry-out.ts";

/** A new comment: its commands in order, each after the outcome of the one before. */
export async function handleComment(parts: HamParts, job: CommentJob): Promise<void> {
  const { ports } = parts;
  if (job.comment.author.login === ports.appLogin) return;
  const parsed = parseComment(job.comment.body);
  if (parsed.kind === "commands" && parsed.commands.length === 0) return;
  const commands = parsed.kind === "commands" ? parsed.commands : [];

  const [taken, firstWorld] = await Promise.all([
    take(parts, job),
    readAhead(parts, job, commands),
  ]);
  if (taken === undefined) {
    await answerIssue(parts, job, notAPullRequest());
    return;
  }
  const asking = toAsking(parts, job, taken);
  const answered = recordsIn(taken.conversation);
  if (parsed.kind === "refused") {
    const done = findRecord(answered, requestIds.comment(job.comment.id, 0)) !== undefined;
    if (done) await finishAnswer(parts, job, asking, answered);
    else answerComment(parts, job, asking, [toTold(job, 0, `${parsed.first} …`, parsed)], []);
    return;
  }
  const told = await inOrder(parts, job, asking, { commands, answered, firstWorld });
  if (told.length > 0) answerComment(parts, job, asking, told, answered);
  else await finishAnswer(parts, job, asking, answered);
}

async function take(parts: HamParts, job: CommentJob): Promise<Taken | undefined> {
  if (!job.isPullRequest) return undefined;
  const step = parts.answers.step();
  const taken = await parts.ports.conversations.take({
    thread: job.thread,
    commentId: job.comment.id,
    commentNodeId: job.comment.nodeId,
    login: job.comment.author.login,
    teams: teamsOf(parts.configs.hint(), job.thread.repository),
  });
  return taken === undefined ? undefined : { ...taken, step };
}

/** A promotion needs nothing of the pull request to know what to read: both are asked at once. */
function readAhead(
  parts: HamParts,
  job: CommentJob,
  commands: readonly ParsedCommand[],
): Promise<World | Refusal> | undefined {
  const [first] = commands;
  const order = first === undefined ? undefined : toOrder(job, first, 0);
  if (order?.command.name !== "promote" || !job.isPullRequest) return undefined;
  return readFor(parts, job.thread.repository, order, { requestedAt: job.comment.createdAt });
}

/** Commands one after another; what was answered before stays answered, and still stops later ones. */
async function inOrder(
  parts: HamParts,
  job: CommentJob,
  asking: Asking,
  given: {
    readonly commands: readonly ParsedCommand[];
    readonly answered: readonly AnsweredRecord[];
    readonly firstWorld: World | Refusal | undefined;
  },
): Promise<readonly Told[]> {
  const told: Told[] = [];
  let stoppedBy: string | undefined;
  for (const [index, command] of given.commands.entries()) {
    const id = requestIds.comment(job.comment.id, index);
    const earlier = given.answered.filter((record) => record.request === id);
    if (earlier.length > 0) {
      if (earlier.some(isBad)) stoppedBy ??= command.text;
      continue;
    }
    const world = index === 0 ? given.firstWorld : undefined;
    const results =
      stoppedBy === undefined
        ? await one(parts, job, asking, { command, index, world })
        : [toTold(job, index, command.text, notRun(stoppedBy))];
    told.push(...results);
    if (results.some((result) => isRefusedOrFailed(result.outcome))) stoppedBy ??= command.text;
  }
  return told;
}

async function one(
  parts: HamParts,
  job: CommentJob,
  asking: Asking,
  step: {
    readonly command: ParsedCommand;
    readonly index: number;
    readonly world: World | Refusal | undefined;
  },
): Promise<readonly Told[]> {
  const { command, index } = step;
  if (command.kind === "mistake") return [toTold(job, index, command.text, command.refusal)];
  const order = toOrder(job, command, index);
  if (order === undefined) return [toTold(job, index, command.text, SHOWN)];
  const world =
    step.world ??
    (await readFor(parts, job.thread.repository, order, {
      requestedAt: job.comment.createdAt,
      pull: asking.taken.pull,
    }));
  return carryOut(parts, asking, order, world);
}

/** `/status` and `/help` are answered with what they ask for, see `answer-comment.ts`. */
const SHOWN: Outcome = { kind: "nothing-to-do", reason: "nothing-asked", sentence: "shown" };

function toOrder(job: CommentJob, parsed: ParsedCommand, index: number): Order | undefined {
  if (parsed.kind !== "command") return undefined;
  const { command, text } = parsed;
  if (command.name === "status" || command.name === "help") return undefined;
  return { id: requestIds.comment(job.comment.id, index), text, command };
}

function toAsking(parts: HamParts, job: CommentJob, taken: Taken): Asking {
  return {
    thread: job.thread,
    actor: { ...job.comment.author, name: taken.authorName ?? job.comment.author.name },
    requestedAt: job.comment.createdAt,
    taken,
    teams: teamsOf(parts.configs.hint(), job.thread.repository),
  };
}

function toTold(job: CommentJob, index: number, asked: string, outcome: Outcome): Told {
  const id = requestIds.comment(job.comment.id, index);
  const request = { id, service: "", environment: "", actor: job.comment.author };
  return { request, asked, outcome };
}

function isBad(record: AnsweredRecord): boolean {
  return record.outcome === "refused" || record.outcome === "failed";
}

function notRun(stoppedBy: string): Refusal {
  return refuse("not-run", `not run, because ${stoppedBy} before it did not succeed`, {
    advice: "ask for it again when that is settled",
    evidence: { stoppedBy },
  });
}

function notAPullRequest(): Refusal {
  return refuse("not-a-pull-request", "commands are taken on pull requests, and this is an issue", {
    advice: "comment on the pull request whose change you mean",
  });
}
