import * as v from "valibot";

import {
  type EventHandler,
  accountSchema,
  readPayload,
  repositorySchema,
  toActor,
} from "./handler.ts";

const payloadSchema = v.object({
  action: v.literal("created"),
  issue: v.object({ number: v.number(), pull_request: v.optional(v.unknown()) }),
  comment: v.object({
    id: v.number(),
    node_id: v.optional(v.string()),
    body: v.string(),
    created_at: v.string(),
    user: accountSchema,
  }),
  repository: repositorySchema,
});

/** A comment counts as it was when it was made: edits are not listened to. */
export const issueComment: EventHandler = {
  event: "issue_comment",
  actions: ["created"],
  toJob: (payload) => {
    const event = readPayload(payloadSchema, payload);
    if (event === undefined) return undefined;
    const { issue, comment, repository } = event;
    return {
      kind: "comment-created",
      thread: { repository: repository.full_name, number: issue.number },
      isPullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
      comment: {
        id: comment.id,
        nodeId: comment.node_id,
        body: comment.body,
        createdAt: comment.created_at,
        author: toActor(comment.user),
      },
    };
  },
};
