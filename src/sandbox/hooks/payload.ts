import type { SandboxContext, SandboxEvent } from "../context.ts";
import { accountByLogin } from "../github/accounts.ts";
import { formatNodeId } from "../github/node-id.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { Installation } from "../model.ts";
import { accountJson, organizationSimpleJson } from "../rest/account-json.ts";
import { repositoryJson } from "../rest/repository-json.ts";

/** The JSON that GitHub posts to an App for an event, as everything is at this moment. */
export function toPayload(
  context: SandboxContext,
  event: SandboxEvent,
  installation: Installation,
): Readonly<Record<string, unknown>> {
  const repository = repositoryOf(context, event);
  const owner = accountByLogin(context, repository.owner);
  return {
    ...(event.action === null ? {} : { action: event.action }),
    ...event.fields,
    repository: repositoryJson(context, repository),
    ...(owner?.type === "Organization"
      ? { organization: organizationSimpleJson(context, owner) }
      : {}),
    sender: accountJson(context, event.sender),
    installation: { id: installation.id, node_id: formatNodeId("Installation", installation.id) },
  };
}
