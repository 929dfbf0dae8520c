import type { Answer, DeploymentRecord, Reply } from "../../../flows/ports/conversation.ts";
import { DocumentBuilder, type GraphqlDocument } from "../document.ts";

/** An answer with every id that GitHub wants in place of names. */
export type AnswerPlan = {
  /** The pull request or issue; undefined where nothing is written into one. */
  readonly threadId: string | undefined;
  readonly status:
    | { readonly kind: "create"; readonly body: string }
    | { readonly kind: "update"; readonly commentId: string; readonly body: string }
    | undefined;
  readonly replies: readonly Reply[];
  readonly marks: readonly {
    readonly commentId: string;
    readonly mark: Answer["marks"][number]["mark"];
  }[];
  readonly labelIds: readonly string[];
  readonly deployments: readonly DeploymentChange[];
  /** Comments that are there once too often. */
  readonly surplusIds: readonly string[];
};

export type DeploymentChange = {
  readonly deploymentId: string;
  readonly state: DeploymentRecord["state"] | "inactive";
  readonly description: string;
  readonly logUrl: string;
};

/**
 * Undefined when there is nothing to do. Mutations that don't depend on each other share one document,
 * which GitHub carries out in order: labels and marks, by which a request counts as answered, come last.
 */
export function answerDocument(plan: AnswerPlan): GraphqlDocument | undefined {
  const builder = new DocumentBuilder();
  const mutations = [
    ...plan.deployments.map((change, index) => deploymentMutation(builder, change, index)),
    ...statusMutations(builder, plan),
    ...plan.replies.map((reply, index) => replyMutation(builder, plan, reply, index)),
    ...plan.surplusIds.map((id, index) => surplusMutation(builder, id, index)),
    ...labelMutations(builder, plan),
    ...plan.marks.map((mark, index) => markMutation(builder, mark, index)),
  ];
  if (mutations.length === 0) return undefined;
  return builder.build("mutation", "Answer", mutations.join("\n"));
}

function statusMutations(builder: DocumentBuilder, plan: AnswerPlan): readonly string[] {
  const { status, threadId } = plan;
  if (status === undefined) return [];
  if (status.kind === "update") {
    const change = { id: status.commentId, body: status.body };
    const input = builder.variable("UpdateIssueCommentInput!", change);
    return [`status: updateIssueComment(input: ${input}) { clientMutationId }`];
  }
  const comment = { subjectId: threadId, body: status.body };
  const input = builder.variable("AddCommentInput!", comment);
  return [`status: addComment(input: ${input}) { clientMutationId }`];
}

function replyMutation(
  builder: DocumentBuilder,
  plan: AnswerPlan,
  reply: Reply,
  index: number,
): string {
  const comment = { subjectId: plan.threadId, body: reply.body };
  const input = builder.variable("AddCommentInput!", comment);
  return `reply${index}: addComment(input: ${input}) { clientMutationId }`;
}

function surplusMutation(builder: DocumentBuilder, id: string, index: number): string {
  const input = builder.variable("DeleteIssueCommentInput!", { id });
  return `surplus${index}: deleteIssueComment(input: ${input}) { clientMutationId }`;
}

function labelMutations(builder: DocumentBuilder, plan: AnswerPlan): readonly string[] {
  if (plan.labelIds.length === 0) return [];
  const removal = { labelableId: plan.threadId, labelIds: plan.labelIds };
  const input = builder.variable("RemoveLabelsFromLabelableInput!", removal);
  return [`labels: removeLabelsFromLabelable(input: ${input}) { clientMutationId }`];
}

function markMutation(
  builder: DocumentBuilder,
  { commentId, mark }: AnswerPlan["marks"][number],
  index: number,
): string {
  const content = mark === "done" ? "ROCKET" : "CONFUSED";
  const input = builder.variable("AddReactionInput!", { subjectId: commentId, content });
  return `mark${index}: addReaction(input: ${input}) { clientMutationId }`;
}

function deploymentMutation(
  builder: DocumentBuilder,
  change: DeploymentChange,
  index: number,
): string {
  const input = builder.variable("CreateDeploymentStatusInput!", {
    deploymentId: change.deploymentId,
    state: change.state.toUpperCase(),
    description: change.description.slice(0, 140),
    logUrl: change.logUrl,
    autoInactive: false,
  });
  return `deployment${index}: createDeploymentStatus(input: ${input}) { clientMutationId }`;
}
