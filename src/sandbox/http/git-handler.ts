import type { IncomingMessage, ServerResponse } from "node:http";

import type { SandboxContext } from "../context.ts";
import type { Faults } from "../faults/faults.ts";
import { sendAnswer, toAnswer } from "./answer.ts";
import { splitTarget } from "./incoming.ts";
import { dropConnection, interfere } from "./interference.ts";
import type { RequestLog } from "./request-log.ts";

export type GitServices = {
  readonly context: SandboxContext;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Git's own protocol; it writes the answer itself. */
  readonly smartHttp: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
};

/** Fetch and push by the stock git client, logged and struck by faults as calls of the API are. */
export function createGitHandler(
  services: GitServices,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const started = performance.now();
    const { path } = splitTarget(request);
    const call = { method: request.method ?? "GET", path, operation: null, graphql: null };
    const log = services.log.begin({ ...call });
    const interference = interfere(services.faults, call);
    const end = (status: number | null) =>
      log({ status, duration: performance.now() - started, fault: interference.fault });
    response.once("close", () => end(response.writableFinished ? response.statusCode : null));
    const instead = await interference.before();
    if (instead === undefined) return services.smartHttp(request, response);
    if (instead === "drop") {
      dropConnection(response);
      return;
    }
    const empty = { method: "POST", path, query: new URLSearchParams(), headers: {} };
    sendAnswer(
      response,
      toAnswer({ ...empty, body: Buffer.alloc(0) }, instead),
      services.context.now(),
    );
  };
}
