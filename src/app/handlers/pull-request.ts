import * as v from "valibot";

import type { Job } from "../../flows/job.ts";
import {
  type EventHandler,
  accountSchema,
  readPayload,
  repositorySchema,
  toActor,
} from "./handler.ts";

const common = { number: v.number(), repository: repositorySchema };

const payloadSchema = v.variant("action", [
  v.object({ action: v.picklist(["opened", "reopened"]), ...common }),
  v.object({
    action: v.literal("edited"),
    changes: v.object({ base: v.optional(v.unknown()) }),
    ...common,
  }),
  v.object({
    action: v.literal("closed"),
    pull_request: v.object({ merged: v.boolean() }),
    ...common,
  }),
  v.object({
    action: v.literal("labeled"),
    label: v.object({ name: v.string() }),
    sender: accountSchema,
    ...common,
  }),
]);

export const pullRequest: EventHandler = {
  event: "pull_request",
  actions: ["opened", "reopened", "edited", "closed", "labeled"],
  toJob: (payload) => {
    const event = readPayload(payloadSchema, payload);
    return event === undefined ? undefined : toPullRequestJob(event);
  },
};

function toPullRequestJob(event: v.InferOutput<typeof payloadSchema>): Job | undefined {
  const thread = { repository: event.repository.full_name, number: event.number };
  switch (event.action) {
    case "opened":
    case "reopened":
      return { kind: "pull-request-opened", thread };
    case "edited":
      return event.changes.base === undefined ? undefined : { kind: "pull-request-opened", thread };
    case "closed":
      return event.pull_request.merged ? { kind: "pull-request-merged", thread } : undefined;
    case "labeled":
      return { kind: "label-added", thread, label: event.label.name, actor: toActor(event.sender) };
  }
}
