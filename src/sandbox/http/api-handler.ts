import type { IncomingMessage, ServerResponse } from "node:http";

import type { Caller, SandboxContext } from "../context.ts";
import type { Faults } from "../faults/faults.ts";
import type { CallCost } from "../limits/call-cost.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { serverVersion } from "../rest/meta-routes.ts";
import { newRequestId, sendAnswer, toAnswer, toErrorResponse } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { ApiTarget } from "./api-target.ts";
import { authenticate } from "./authenticate.ts";
import { graphqlPath, graphqlTarget } from "./graphql-target.ts";
import type { GraphqlServices } from "./graphql-target.ts";
import { readIncoming, splitTarget } from "./incoming.ts";
import type { Incoming } from "./incoming.ts";
import { dropConnection, interfere } from "./interference.ts";
import { callerName } from "./request-log.ts";
import type { RequestLog } from "./request-log.ts";
import { restTarget } from "./rest-target.ts";
import type { RestServices } from "./rest-target.ts";
import type { ApiResponse } from "./router.ts";

export type ApiServices = RestServices &
  GraphqlServices & {
    readonly limits: RateLimits;
    readonly faults: Faults;
    readonly log: RequestLog;
  };

/** REST and GraphQL: reads the request, lets faults strike, answers as GitHub does, logs it. */
export function createApiHandler(
  services: ApiServices,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const started = performance.now();
    const incoming = await readOrRefuse(services.context, request, response);
    if (incoming === undefined) return;
    const target = targetOf(services, incoming);
    const log = services.log.begin(target.call);
    const interference = interfere(services.faults, target.call);
    const { context } = services;
    const end = (status: number | null) =>
      log({ status, duration: performance.now() - started, fault: interference.fault });
    const instead = await interference.before();
    if (instead === "drop") {
      dropConnection(response);
      end(null);
      return;
    }
    const answer =
      instead === undefined
        ? await answerCall(services, incoming, target, (caller) => log({ caller }))
        : toAnswer(incoming, instead);
    // Whoever sees the answer may rely on it, whatever becomes of this process.
    context.state.flush();
    const fate = await interference.after();
    if (fate === "drop") dropConnection(response);
    else sendAnswer(response, answer, context.now());
    end(fate === "drop" ? null : answer.status);
  };
}

async function readOrRefuse(
  context: SandboxContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Incoming | undefined> {
  try {
    return await readIncoming(request);
  } catch (error) {
    if (!(error instanceof ApiError)) return undefined;
    const empty = { method: "POST", ...splitTarget(request), headers: {}, body: Buffer.alloc(0) };
    sendAnswer(response, toAnswer(empty, toErrorResponse(error)), context.now());
    return undefined;
  }
}

function targetOf(services: ApiServices, incoming: Incoming): ApiTarget {
  return incoming.path === graphqlPath
    ? graphqlTarget(services, incoming)
    : restTarget(services, incoming);
}

async function answerCall(
  services: ApiServices,
  incoming: Incoming,
  target: ApiTarget,
  onCaller: (name: string) => void,
): Promise<Answer> {
  const requestId = newRequestId();
  const identity = identify(services.context, incoming);
  if (identity.kind === "refused")
    return withHeaders(toAnswer(incoming, toErrorResponse(identity.error)), requestId, {});
  const { caller } = identity;
  onCaller(callerName(caller));
  const cost = target.cost(caller);
  const answer =
    cost === null
      ? toAnswer(incoming, await attempt(services, target, caller))
      : await answerWithinLimits(services, { incoming, target, caller, cost, requestId });
  const resource = cost?.resource ?? "core";
  return withHeaders(answer, requestId, services.limits.headers(caller, resource));
}

function identify(
  context: SandboxContext,
  { headers }: Incoming,
):
  | { readonly kind: "known"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly error: unknown } {
  try {
    if ((headers["user-agent"] ?? "") === "")
      throw new ApiError(
        403,
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
      );
    return { kind: "known", caller: authenticate(context, headers["authorization"]) };
  } catch (error) {
    return { kind: "refused", error };
  }
}

async function answerWithinLimits(
  services: ApiServices,
  call: {
    readonly incoming: Incoming;
    readonly target: ApiTarget;
    readonly caller: Caller;
    readonly cost: CallCost;
    readonly requestId: string;
  },
): Promise<Answer> {
  const { incoming, target, caller, cost, requestId } = call;
  const admission = services.limits.admit(cost, requestId);
  if (admission.kind === "refused") {
    const { message, documentationUrl, headers } = admission;
    const isExhausted = admission.limit === "primary" && target.exhausted !== undefined;
    const refusal = new ApiError(403, message, documentationUrl, undefined, headers);
    return toAnswer(incoming, isExhausted ? target.exhausted(message) : toErrorResponse(refusal));
  }
  const response = await attempt(services, target, caller);
  const answer = toAnswer(incoming, response);
  const { points } = response;
  admission.end({ unchanged: answer.status === 304, ...(points === undefined ? {} : { points }) });
  return answer;
}

async function attempt(
  { problems }: ApiServices,
  target: ApiTarget,
  caller: Caller,
): Promise<ApiResponse & { readonly points?: number }> {
  try {
    return await target.perform(caller);
  } catch (error) {
    if (!(error instanceof ApiError))
      problems.record({
        kind: "internal-error",
        operation: target.call.operation ?? `${target.call.method} ${target.call.path}`,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    return toErrorResponse(error);
  }
}

function withHeaders(
  answer: Answer,
  requestId: string,
  limits: Readonly<Record<string, string>>,
): Answer {
  return {
    ...answer,
    headers: {
      "x-github-request-id": requestId,
      "x-github-enterprise-version": serverVersion,
      "x-github-api-version-selected": "2022-11-28",
      "x-github-media-type": "github.v3; format=json",
      vary: "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding",
      ...limits,
      ...answer.headers,
    },
  };
}
