import type { Clock } from "../../../flows/ports/clock.ts";
import type { Answer, ConversationState } from "../../../flows/ports/conversation.ts";
import { type GraphqlFault, toFault } from "../client.ts";
import { isUncertain } from "../github-error.ts";
import { type AnswerPlan, type DeploymentChange, answerDocument } from "./answer-document.ts";
import { deploy, inactive, rememberStatuses } from "./deploy.ts";
import { type Threads, readThread } from "./threads.ts";

const MAX_ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;

/**
 * Gives an answer. It is sent once; when it isn't known what became of it, the conversation tells what is
 * still missing.
 */
export async function giveAnswer(threads: Threads, clock: Clock, answer: Answer): Promise<void> {
  const statuses = (
    await Promise.all(answer.deployments.map((one) => deploy(threads, one)))
  ).flat();
  const deployments = statuses.map(({ change }) => change);
  const { number, repository } = answer;
  let state = await startingPoint(threads, answer);
  for (let attempt = 1; ; attempt += 1) {
    const plan = await planAnswer(threads, answer, state);
    const ended = await send(threads, {
      ...plan,
      deployments: [...deployments, ...surplusDeployments(state)],
    });
    if (ended.kind === "done") {
      rememberStatuses(threads, statuses);
      return;
    }
    if (attempt >= MAX_ATTEMPTS) throw ended.error;
    await clock.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
    if (number !== undefined) state = await readThread(threads, { repository, number });
  }
}

type StartingPoint =
  { readonly nodeId: string; readonly conversation: ConversationState } | undefined;

/** What was read for the decision is used as it is; only ids may have to be learned. */
async function startingPoint(threads: Threads, answer: Answer): Promise<StartingPoint> {
  const { number, repository, conversation, removeLabels } = answer;
  if (number === undefined || !writesInto(answer)) return undefined;
  const nodeId = threads.nodeIds.thread(repository, number);
  const areKnown = removeLabels.every((name) => threads.nodeIds.label(repository, name));
  if (nodeId !== undefined && areKnown && conversation !== undefined) {
    return { nodeId, conversation };
  }
  const read = await readThread(threads, { repository, number });
  if (read === undefined) return undefined;
  return { nodeId: read.nodeId, conversation: conversation ?? read.conversation };
}

function writesInto({ statusBody, replies, removeLabels, conversation }: Answer): boolean {
  return (
    statusBody !== undefined ||
    replies.length > 0 ||
    removeLabels.length > 0 ||
    conversation?.surplus !== undefined
  );
}

function surplusDeployments(state: StartingPoint): readonly DeploymentChange[] {
  const surplus = state?.conversation.surplus?.deployments ?? [];
  return surplus.map((deploymentId) => inactive(deploymentId, "made twice"));
}

async function planAnswer(
  threads: Threads,
  answer: Answer,
  state: StartingPoint,
): Promise<Omit<AnswerPlan, "deployments">> {
  const marks = await Promise.all(
    answer.marks.map(async ({ commentId, mark }) => {
      const nodeId = await threads.nodeIds.comment(answer.repository, commentId);
      return nodeId === undefined ? [] : [{ commentId: nodeId, mark }];
    }),
  );
  if (state === undefined) {
    return {
      threadId: undefined,
      status: undefined,
      replies: [],
      marks: marks.flat(),
      labelIds: [],
      surplusIds: [],
    };
  }
  const { nodeId, conversation } = state;
  return {
    threadId: nodeId,
    status: statusChange(answer.statusBody, conversation),
    replies: answer.replies.filter(({ marker }) => !conversation.replyMarkers.includes(marker)),
    marks: marks.flat(),
    labelIds: labelIdsOf(threads, answer, conversation),
    surplusIds: (conversation.surplus?.comments ?? []).map((one) => one.nodeId),
  };
}

function statusChange(
  body: string | undefined,
  { statusComment }: ConversationState,
): AnswerPlan["status"] {
  if (body === undefined || body === statusComment?.body) return undefined;
  if (statusComment === undefined) return { kind: "create", body };
  return { kind: "update", commentId: statusComment.nodeId, body };
}

/** Ids of those that are there. */
function labelIdsOf(
  threads: Threads,
  answer: Answer,
  conversation: ConversationState,
): readonly string[] {
  const present = answer.removeLabels.filter((name) => conversation.labels.includes(name));
  return present.flatMap((name) => threads.nodeIds.label(answer.repository, name) ?? []);
}

type Sent =
  | { readonly kind: "done" }
  /** Worth another attempt, from what the conversation shows then. */
  | { readonly kind: "again"; readonly error: unknown };

async function send(threads: Threads, plan: AnswerPlan): Promise<Sent> {
  const document = answerDocument(plan);
  if (document === undefined) return { kind: "done" };
  try {
    const { errors } = await threads.client.graphql(document, { once: true });
    const [fault] = errors.filter((one) => !isHarmless(one));
    return fault === undefined
      ? { kind: "done" }
      : { kind: "again", error: toFault(fault, document.name) };
  } catch (error) {
    if (isUncertain(error)) return { kind: "again", error };
    throw error;
  }
}

/** A comment, a label or a deployment that somebody took away meanwhile needs no answer. */
function isHarmless({ type, path }: GraphqlFault): boolean {
  return type === "NOT_FOUND" && /^(mark|labels|deployment|surplus)/.test(String(path[0]));
}
