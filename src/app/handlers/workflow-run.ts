import * as v from "valibot";

import { type EventHandler, readPayload, repositorySchema } from "./handler.ts";

const payloadSchema = v.object({
  action: v.literal("completed"),
  workflow_run: v.object({ id: v.number(), run_attempt: v.number() }),
  repository: repositorySchema,
});

/** Which run it was is all that is taken from here: everything else is asked of GitHub. */
export const workflowRun: EventHandler = {
  event: "workflow_run",
  actions: ["completed"],
  toJob: (payload) => {
    const event = readPayload(payloadSchema, payload);
    if (event === undefined) return undefined;
    return {
      kind: "run-completed",
      repository: event.repository.full_name,
      runId: event.workflow_run.id,
      attempt: event.workflow_run.run_attempt,
    };
  },
};
