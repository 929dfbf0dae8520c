import type { IncomingMessage, ServerResponse } from "node:http";

import type { SandboxContext } from "../context.ts";
import { createSmartHttp } from "../git/smart-http.ts";
import type { GitDecision } from "../git/smart-http.ts";
import { recordPush } from "../github/branch-movement.ts";
import { findRepository } from "../github/repositories.ts";
import { gitAccess } from "./git-access.ts";
import type { GitAccess } from "./git-access.ts";

/** Fetch and push by the stock git client: who may is decided as for the API, and what follows from a push follows. */
export function createGitTransport(
  context: SandboxContext,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const serve = createSmartHttp({
    store: context.git,
    authorize: ({ owner, name, service, authorization }) =>
      toDecision(
        gitAccess(context, { owner, name, writes: service === "receive-pack", authorization }),
      ),
    onPush: async ({ owner, name, login, updates }) => {
      const repository = findRepository(context, owner, name);
      if (repository !== undefined && login !== null)
        await recordPush(context, repository, login, updates);
      context.state.flush();
    },
  });
  return async (request, response) => {
    if (await serve(request, response)) return;
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("Not Found\n");
  };
}

function toDecision(access: GitAccess): GitDecision {
  if (access.kind === "granted")
    return { kind: "ok", login: access.login, repository: access.repository };
  return { kind: kinds[access.status], message: access.message };
}

const kinds = { 401: "unauthorized", 403: "forbidden", 404: "not-found" } as const;
