import type { SandboxContext } from "../context.ts";
import { accountOperations } from "./account-operations.ts";
import { actionsOperations } from "./actions-operations.ts";
import { appOperations } from "./app-operations.ts";
import { controlOperations } from "./control-operations.ts";
import type { Controls } from "./control-operations.ts";
import { conversationOperations } from "./conversation-operations.ts";
import { repositoryOperations } from "./repository-operations.ts";

export type SandboxAdmin = ReturnType<typeof createAdmin>;

/** Whatever sets up a world and changes it behind GitHub's back; over HTTP `POST /_sandbox/<name>` does the same. */
export function createAdmin(context: SandboxContext, controls: Controls) {
  return {
    ...accountOperations(context),
    ...repositoryOperations(context),
    ...appOperations(context),
    ...conversationOperations(context),
    ...actionsOperations(context),
    ...controlOperations(controls),
  };
}
