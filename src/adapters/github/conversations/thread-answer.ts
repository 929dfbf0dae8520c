import * as v from "valibot";

import { STATUS_MARKER, parseReplyMarker } from "../../../core/report/markers.ts";
import type { ConversationState, Surplus } from "../../../flows/ports/conversation.ts";
import type { PullRequest } from "../../../flows/ports/source-repository.ts";
import { bigId, nodesOf, present } from "../schema.ts";
import {
  PULL_FIELDS,
  type PullAnswer,
  pullSchema,
  toPullRequest,
} from "../source-repositories/pull-requests.ts";
import { DEPLOYMENTS_FIELDS, deploymentsSchema } from "./deployment-log.ts";

/** Ham's status comment is among the first ones, its latest replies among the last. */
const FIRST_COMMENTS = 20;
const LAST_COMMENTS = 50;

const COMMENT_FIELDS = "id fullDatabaseId viewerDidAuthor body";

const COMMENTS_FIELDS = `firstComments: comments(first: ${FIRST_COMMENTS}) { totalCount nodes { ${COMMENT_FIELDS} } }
  lastComments: comments(last: ${LAST_COMMENTS}) { nodes { ${COMMENT_FIELDS} } }`;

/** What is asked of a pull request to answer in it. */
export const THREAD_FIELDS = `id ${PULL_FIELDS} ${COMMENTS_FIELDS}
  repository { ${DEPLOYMENTS_FIELDS} }`;

/** An issue is asked for its comments alone. */
export const ISSUE_FIELDS = `id ${COMMENTS_FIELDS}`;

export const commentSchema = v.object({
  id: v.string(),
  fullDatabaseId: v.nullable(bigId),
  viewerDidAuthor: v.boolean(),
  body: v.string(),
});
export type CommentAnswer = v.InferOutput<typeof commentSchema>;

const commentsEntries = {
  id: v.string(),
  firstComments: v.object({ totalCount: v.number(), ...nodesOf(commentSchema).entries }),
  lastComments: nodesOf(commentSchema),
};
export const issueSchema = v.object(commentsEntries);
export type IssueAnswer = v.InferOutput<typeof issueSchema>;

export const threadSchema = v.object({
  ...pullSchema.entries,
  ...commentsEntries,
  repository: v.object({ deployments: v.nullish(deploymentsSchema) }),
});
export type ThreadAnswer = v.InferOutput<typeof threadSchema>;

/** A pull request with what Ham wrote into it. */
export type ThreadState = {
  readonly nodeId: string;
  /** Undefined: an issue. */
  readonly pull: PullRequest | undefined;
  readonly conversation: ConversationState;
};

export function toThreadState(
  repository: string,
  answer: IssueAnswer & Partial<PullAnswer>,
  pull: PullAnswer | undefined,
  comments: readonly CommentAnswer[],
  deployments: readonly string[] = [],
): ThreadState {
  const pullRequest = pull === undefined ? undefined : toPullRequest(repository, pull);
  return {
    nodeId: answer.id,
    pull: pullRequest,
    conversation: {
      ...readOwnComments(comments),
      labels: pullRequest?.labels ?? [],
      surplus: toSurplus(comments, deployments),
    },
  };
}

function toSurplus(
  comments: readonly CommentAnswer[],
  deployments: readonly string[],
): Surplus | undefined {
  const surplus = surplusComments(comments);
  if (surplus.length + deployments.length === 0) return undefined;
  return { comments: surplus.map(({ id: nodeId, body }) => ({ nodeId, body })), deployments };
}

/** Of Ham's comments with one marker all but the oldest. */
function surplusComments(comments: readonly CommentAnswer[]): readonly CommentAnswer[] {
  const seen = new Set<string>();
  return ownComments(comments).filter(({ body }) => {
    const marker = body.includes(STATUS_MARKER) ? STATUS_MARKER : parseReplyMarker(body);
    if (marker === undefined) return false;
    const isThere = seen.has(marker);
    seen.add(marker);
    return isThere;
  });
}

/** Anybody may write a marker; only Ham's own comments count. Oldest first. */
function ownComments(comments: readonly CommentAnswer[]): readonly CommentAnswer[] {
  return comments
    .filter((comment) => comment.viewerDidAuthor)
    .toSorted((a, b) => (a.fullDatabaseId ?? 0) - (b.fullDatabaseId ?? 0));
}

/** Those that were asked for; all of them, unless the conversation is long. */
export function commentsIn(answer: IssueAnswer): {
  readonly comments: readonly CommentAnswer[];
  readonly isComplete: boolean;
} {
  const nodes = [...answer.firstComments.nodes, ...answer.lastComments.nodes];
  const comments = new Map(present(nodes).map((comment) => [comment.id, comment]));
  return {
    comments: [...comments.values()],
    isComplete: comments.size >= answer.firstComments.totalCount,
  };
}

export function readOwnComments(
  comments: readonly CommentAnswer[],
): Pick<ConversationState, "statusComment" | "replyMarkers"> {
  const own = ownComments(comments);
  const status = own.find(({ body }) => body.includes(STATUS_MARKER));
  return {
    statusComment:
      status === undefined
        ? undefined
        : { id: status.fullDatabaseId ?? 0, nodeId: status.id, body: status.body },
    replyMarkers: own.flatMap(({ body }) => parseReplyMarker(body) ?? []),
  };
}
