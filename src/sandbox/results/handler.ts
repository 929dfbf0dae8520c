/** What a runner's actions speak to at ACTIONS_RESULTS_URL: the artifact service, and the storage it points to. */
import type { IncomingMessage, ServerResponse } from "node:http";

import type { SandboxContext } from "../context.ts";
import { sendAnswer } from "../http/answer.ts";
import type { Answer } from "../http/answer.ts";
import { ApiError } from "../http/api-error.ts";
import { readIncoming } from "../http/incoming.ts";
import type { Incoming } from "../http/incoming.ts";
import type { Handler } from "../http/server.ts";
import { artifactOperations } from "./artifact-service.ts";
import { handleBlob } from "./blob-handler.ts";
import { runtimeCaller } from "./runtime-token.ts";
import { TwirpError, twirpStatuses } from "./twirp-error.ts";
import { uploadPath, Uploads } from "./uploads.ts";

const servicePath = "/twirp/github.actions.results.api.v1.ArtifactService/";

/** Is the address one of the artifact protocol's? */
export function isResultsAddress(url: string): boolean {
  return url.startsWith("/twirp/") || url.startsWith(uploadPath);
}

export function createResultsHandler(context: SandboxContext): Handler {
  const uploads = new Uploads(context);
  return async (request, response) => {
    const incoming = await readOrRefuse(context, request, response);
    if (incoming === undefined) return;
    const answer = incoming.path.startsWith(uploadPath)
      ? await handleBlob(uploads, incoming, context.now())
      : answerCall(context, uploads, incoming);
    // What was answered must survive a kill.
    context.state.flush();
    sendAnswer(response, answer, context.now());
  };
}

/** Undefined: it is too long and answered so, or the client is gone. */
async function readOrRefuse(
  context: SandboxContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Incoming | undefined> {
  try {
    return await readIncoming(request);
  } catch (error) {
    if (error instanceof ApiError) {
      const refusal = toJson(error.status, { code: "invalid_argument", msg: error.message });
      sendAnswer(response, refusal, context.now());
    } else response.destroy();
    return undefined;
  }
}

function answerCall(context: SandboxContext, uploads: Uploads, request: Incoming): Answer {
  try {
    return toJson(200, carryOut(context, uploads, request));
  } catch (error) {
    if (!(error instanceof TwirpError)) throw error;
    return toJson(twirpStatuses[error.code], { code: error.code, msg: error.message });
  }
}

function carryOut(context: SandboxContext, uploads: Uploads, request: Incoming): object {
  const { path, method, headers, body } = request;
  const operation = path.startsWith(servicePath)
    ? artifactOperations.get(path.slice(servicePath.length))
    : undefined;
  if (operation === undefined || method !== "POST")
    throw new TwirpError("bad_route", `there is no ${method} ${path.slice(0, 200)}`);
  if (!/^application\/json\b/.test(headers["content-type"] ?? ""))
    throw new TwirpError("bad_route", "the sandbox speaks the JSON of this protocol alone");
  const caller = runtimeCaller(context, bearerOf(headers["authorization"] ?? ""));
  if (caller === undefined)
    throw new TwirpError("unauthenticated", "the token is not one of a job that runs");
  return operation({ context, uploads, caller }, parseBody(body));
}

function bearerOf(authorization: string): string {
  return /^bearer (\S+)$/i.exec(authorization)?.[1] ?? "";
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new TwirpError("malformed", "the body is no JSON");
  }
}

function toJson(status: number, body: object): Answer {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(body)),
  };
}
