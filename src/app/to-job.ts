import type { EventTranslator } from "../adapters/github/deliveries.ts";
import type { EventHandler, TranslationContext } from "./handlers/handler.ts";
import { issueComment } from "./handlers/issue-comment.ts";
import { pullRequest } from "./handlers/pull-request.ts";
import { push } from "./handlers/push.ts";
import { workflowRun } from "./handlers/workflow-run.ts";

/** Every event that Ham listens to; `app.yml` subscribes to the same. */
export const EVENT_HANDLERS: readonly EventHandler[] = [
  issueComment,
  pullRequest,
  push,
  workflowRun,
];

/** Webhooks into jobs: for those that arrive, and for those that the sweep finds in GitHub's log. */
export function createTranslator(context: TranslationContext): EventTranslator {
  const handlerOf = (event: string): EventHandler | undefined =>
    EVENT_HANDLERS.find((handler) => handler.event === event);
  return {
    isHandled: (event, action) => {
      const handler = handlerOf(event);
      if (handler === undefined) return false;
      return handler.actions === undefined || handler.actions.includes(action ?? "");
    },
    toJob: (event, payload) => handlerOf(event)?.toJob(payload, context),
  };
}
