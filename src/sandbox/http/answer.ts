import { createHash, randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";

import { ApiError, errorBody } from "./api-error.ts";
import type { Incoming } from "./incoming.ts";
import type { ApiResponse } from "./router.ts";

/** Bytes and headers as they go over the wire. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** The bytes of an answer; a GET's get an ETag, and 304 when the client has them already. */
export function toAnswer(request: Incoming, response: ApiResponse): Answer {
  const body = bytesOf(response);
  const headers = {
    ...(body.length === 0 ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...response.headers,
  };
  if (request.method !== "GET" || response.status !== 200)
    return { status: response.status, headers, body };
  const etag = `W/"${createHash("sha256").update(body).digest("hex")}"`;
  const cached = { etag, "cache-control": "private, max-age=60, s-maxage=60" };
  if (isKnown(request, etag))
    return { status: 304, headers: { ...response.headers, ...cached }, body: Buffer.alloc(0) };
  return { status: 200, headers: { ...headers, ...cached }, body };
}

/** GitHub's JSON for what was thrown; what is no refusal is a fault of the sandbox: 500. */
export function toErrorResponse(error: unknown): ApiResponse {
  const refusal = error instanceof ApiError ? error : new ApiError(500, "Server Error");
  return { status: refusal.status, headers: refusal.headers, body: errorBody(refusal) };
}

export function sendAnswer(response: ServerResponse, answer: Answer, date: Date): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    date: date.toUTCString(),
    ...answer.headers,
    ...(answer.status === 204 || answer.status === 304
      ? {}
      : { "content-length": String(answer.body.length) }),
  });
  response.end(answer.body);
}

/** As GitHub's look, for example `C0DE:2F1A:9B3C4D:1A2B3C:65A1B2C3`. */
export function newRequestId(): string {
  const hex = randomBytes(14).toString("hex").toUpperCase();
  return [0, 4, 8, 14, 20]
    .map((start, index, starts) => hex.slice(start, starts[index + 1] ?? 28))
    .join(":");
}

function bytesOf({ body, raw }: ApiResponse): Buffer {
  if (raw !== undefined) return raw;
  return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

function isKnown(request: Incoming, etag: string): boolean {
  const known = request.headers["if-none-match"];
  if (known === undefined) return false;
  const strong = (tag: string) => tag.trim().replace(/^W\//, "");
  return known.split(",").some((tag) => tag.trim() === "*" || strong(tag) === strong(etag));
}
