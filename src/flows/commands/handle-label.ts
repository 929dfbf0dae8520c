import { parseLabel } from "../../core/command/command.ts";
import type { AnsweredRecord } from "../../core/report/markers.ts";
import type { Told } from "../../core/report/told.ts";
import { requestIds } from "../../core/release/request.ts";
import { isRefusedOrFailed } from "../../core/report/told.ts";
import { refreshShipped } from "../answers/announce.ts";
import { type Taken, refreshOf } from "../answers/answers.ts";
import { recordsIn } from "../answers/records.ts";
import { toDeployments } from "../answers/deployments.ts";
import type { Job } from "../job.ts";
import type { HamParts } from "../parts.ts";
import type { Labeling, Thread } from "../ports/conversation.ts";
import { readWorld } from "../world.ts";
import { recordedReply, refusalReply } from "./answer-comment.ts";
import { type Asking, teamsOf } from "./asking.ts";
import { type Order, carryOut, readFor } from "./carry-out.ts";
import { isReleaseLabel } from "./scope.ts";

type LabelJob = Extract<Job, { readonly kind: "label-added" }>;
type MergeJob = Extract<Job, { readonly kind: "pull-request-merged" }>;

/** A label counts as its labeller's command. */
export async function handleLabel(parts: HamParts, job: LabelJob): Promise<void> {
  if (job.actor.login === parts.ports.appLogin) return;
  const labels = await releaseLabels(parts, [job.label]);
  if (labels.length > 0) await handleLabels(parts, job.thread, labels, job.actor);
}

/** Labels that waited for the merge are taken now, and the status comment says what follows. */
export async function handleMerge(parts: HamParts, job: MergeJob): Promise<void> {
  const step = parts.answers.step();
  const conversation = await parts.ports.conversations.read(job.thread);
  if (conversation === undefined) return;
  const { pull, labels: present } = conversation;
  const labels = await releaseLabels(parts, present);
  if (labels.length > 0) await handleLabels(parts, job.thread, labels);
  else parts.answers.add({ ...refreshOf(job.thread), taken: { pull, conversation, step } });
}

/** Those that name an environment; what is not known yet may have been added since. */
async function releaseLabels(
  parts: HamParts,
  labels: readonly string[],
): Promise<readonly string[]> {
  const candidates = labels.filter((label) => parseLabel(label) !== undefined);
  const hint = parts.configs.hint();
  if (candidates.every((label) => isReleaseLabel(label, hint))) return candidates;
  const world = await readWorld(parts, () => ({ environments: [] }));
  const config = world.kind === "refused" ? undefined : world.config;
  return candidates.filter((label) => isReleaseLabel(label, config));
}

/** Those of the labels that are still there, one after another. */
async function handleLabels(
  parts: HamParts,
  thread: Thread,
  labels: readonly string[],
  known?: Asking["actor"],
): Promise<void> {
  const { repository, number } = thread;
  const labelings = await parts.ports.conversations.labelings(repository, labels, number);
  for (const labeling of labelings) await handleLabeling(parts, labeling, known);
}

async function handleLabeling(
  parts: HamParts,
  labeling: Labeling,
  known: Asking["actor"] | undefined,
): Promise<void> {
  const asking = await toAsking(parts, labeling, known);
  const parsed = parseLabel(labeling.label);
  if (asking === undefined || parsed === undefined) return;
  const id = requestIds.label(labeling.eventId);
  const records = recordsIn(asking.taken.conversation);
  const earlier = records.filter((record) => record.request === id);
  if (earlier.length > 0) {
    finishLabel(parts, labeling, asking, earlier);
    return;
  }
  if (parsed.kind === "mistake") {
    const request = { id, service: "", environment: "", actor: asking.actor };
    const told: Told = { request, asked: labeling.label, outcome: parsed.refusal };
    answerLabel(parts, labeling, asking, [told]);
    return;
  }
  const { command } = parsed;
  if (command.name === "status" || command.name === "help") return;
  const waits = command.name === "promote" && asking.taken.pull.state === "open";
  if (waits) {
    parts.answers.add({ ...refreshOf(labeling.thread), taken: asking.taken });
    return;
  }
  const order: Order = { id, text: labeling.label, command };
  const { pull } = asking.taken;
  const world = await readFor(parts, labeling.thread.repository, order, {
    requestedAt: asking.requestedAt,
    pull,
  });
  answerLabel(parts, labeling, asking, await carryOut(parts, asking, order, world));
}

/** It is taken with what the labeller may do now; on a merged pull request it counts as asked at the merge. */
async function toAsking(
  parts: HamParts,
  labeling: Labeling,
  known: Asking["actor"] | undefined,
): Promise<Asking | undefined> {
  const { thread, login } = labeling;
  const teams = teamsOf(parts.configs.hint(), thread.repository);
  const step = parts.answers.step();
  const [taken, actor] = await Promise.all([
    parts.ports.conversations.take({ thread, commentId: undefined, login, teams }),
    known?.login === login && known.id !== 0 ? known : actorOf(parts, login),
  ]);
  if (taken === undefined) return undefined;
  return {
    thread,
    actor,
    requestedAt: later(labeling.at, taken.pull.merged?.at),
    taken: { ...taken, step } satisfies Taken,
    teams,
  };
}

async function actorOf(parts: HamParts, login: string): Promise<Asking["actor"]> {
  const actor = await parts.ports.sources.actor(login);
  return { ...(actor ?? { login, id: 0, name: null }), isBot: login.endsWith("[bot]") };
}

function answerLabel(
  parts: HamParts,
  labeling: Labeling,
  asking: Asking,
  told: readonly Told[],
): void {
  const replies = refusalReply(requestIds.label(labeling.eventId), asking.actor, told);
  parts.answers.add({
    thread: labeling.thread,
    told,
    taken: asking.taken,
    replies: () => Promise.resolve(replies),
    marks: [],
    removeLabels: [labeling.label],
    deployments: toDeployments(parts, told),
  });
  if (!told.some((one) => isRefusedOrFailed(one.outcome))) {
    refreshShipped(parts, labeling.thread.repository, told, asking.taken.pull);
  }
}

/** It was decided and recorded; the label goes last, so the rest may not have been told. */
function finishLabel(
  parts: HamParts,
  labeling: Labeling,
  asking: Asking,
  records: readonly AnsweredRecord[],
): void {
  const replies = recordedReply(requestIds.label(labeling.eventId), asking.actor, records);
  parts.answers.add({
    ...refreshOf(labeling.thread),
    taken: asking.taken,
    replies: () => Promise.resolve(replies),
    removeLabels: [labeling.label],
  });
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && Date.parse(b) > Date.parse(a) ? b : a;
}
