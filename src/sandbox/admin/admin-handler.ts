import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { GithubProblem } from "../github/problem.ts";
import { sendAnswer, toAnswer, toErrorResponse } from "../http/answer.ts";
import { ApiError } from "../http/api-error.ts";
import { parseJsonBody, readIncoming } from "../http/incoming.ts";
import type { Incoming } from "../http/incoming.ts";
import { formatCall } from "../http/request-log.ts";
import type { RequestLog } from "../http/request-log.ts";
import type { ApiResponse } from "../http/router.ts";
import type { SandboxAdmin } from "./admin.ts";

/** Below this is the admin API. */
export const adminRoot = "/_sandbox/";

export type AdminServices = {
  readonly context: SandboxContext;
  readonly admin: SandboxAdmin;
  readonly log: RequestLog;
  readonly token: string;
};

/** `POST /_sandbox/<operation>` with JSON; `GET /_sandbox/` lists the operations, `GET /_sandbox/log` prints the log. */
export function createAdminHandler(
  services: AdminServices,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const incoming = await readIncoming(request);
    const answer = await respond(services, incoming);
    services.context.state.flush();
    sendAnswer(response, toAnswer(incoming, answer), services.context.now());
  };
}

async function respond(services: AdminServices, incoming: Incoming): Promise<ApiResponse> {
  try {
    requireToken(services, incoming);
    const name = incoming.path.slice(adminRoot.length);
    if (incoming.method === "GET") return page(services, incoming, name);
    const operation = operationNamed(services.admin, name);
    const body = await operation(parseJsonBody(incoming.body));
    return { status: 200, body: body ?? {} };
  } catch (error) {
    return refusal(error);
  }
}

function requireToken({ token }: AdminServices, { headers }: Incoming): void {
  const given = Buffer.from((headers["authorization"] ?? "").replace(/^(bearer|token) /i, ""));
  const expected = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ApiError(401, "Send the admin token that the sandbox printed at its start");
}

function page({ admin, log }: AdminServices, { query }: Incoming, name: string): ApiResponse {
  if (name === "") return { status: 200, body: { operations: Object.keys(admin) } };
  if (name !== "log") throw new ApiError(404, `There is no page ${name}`);
  const lines = log.list(query.get("mark") ?? undefined).map((call) => `${formatCall(call)}\n`);
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { status: 200, raw: Buffer.from(lines.join("")), headers };
}

function operationNamed(admin: SandboxAdmin, name: string): (input: unknown) => Promise<unknown> {
  const found = Object.entries(admin).find(([known]) => known === name)?.[1];
  if (found === undefined)
    throw new ApiError(404, `There is no operation ${name}: GET ${adminRoot} lists them`);
  return (input) => found.fromJson(input);
}

function refusal(error: unknown): ApiResponse {
  if (v.isValiError<v.GenericSchema>(error))
    return toErrorResponse(new ApiError(422, describe(error)));
  if (error instanceof GithubProblem)
    return toErrorResponse(new ApiError(422, error.message, undefined, error.errors));
  if (error instanceof ApiError) return toErrorResponse(error);
  const message = error instanceof Error ? error.message : String(error);
  return toErrorResponse(new ApiError(500, message));
}

function describe(error: v.ValiError<v.GenericSchema>): string {
  return error.issues
    .map((issue) => `${v.getDotPath(issue) ?? "the body"}: ${issue.message}`)
    .join("; ");
}
