import type { IncomingMessage } from "node:http";

import { ApiError } from "./api-error.ts";

/** A request with its body read. */
export type Incoming = {
  readonly method: string;
  /** As sent, without the query: neither decoded nor normalised. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
};

/** What GitHub takes in one request; createCommitOnBranch is said to take about 40 MB. */
const bodyLimit = 40 * 1024 * 1024;

/** Path and query as sent. */
export function splitTarget(request: IncomingMessage): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const [path = "/", ...query] = (request.url ?? "/").split("?");
  return { path, query: new URLSearchParams(query.join("?")) };
}

/** 413 for a body above the limit. Throws when the connection breaks. */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > bodyLimit) throw new ApiError(413, "Payload Too Large");
    chunks.push(chunk);
  }
  return {
    method: request.method ?? "GET",
    ...splitTarget(request),
    headers: flatHeaders(request),
    body: Buffer.concat(chunks),
  };
}

/** Undefined for no body. 400 in GitHub's words for what is not JSON. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

function flatHeaders(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
