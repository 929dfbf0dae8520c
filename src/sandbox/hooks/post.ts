import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { IncomingMessage } from "node:http";

/** What became of a POST. A status of 0: there was no answer. */
export type PostResult = {
  readonly statusCode: number;
  /** In GitHub's words. */
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** More of an answer is not kept. */
const keptBytes = 64 * 1024;

/** Posts on a connection of its own and follows no redirect; never rejects. */
export function post(
  url: string,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
    readonly signal: AbortSignal;
  },
): Promise<PostResult> {
  const { headers, body, signal } = options;
  return new Promise((resolve) => {
    const request = url.startsWith("https:") ? requestHttps : requestHttp;
    const fail = () =>
      resolve(noAnswer(signal.aborted ? "timed out" : "failed to connect to host"));
    const outgoing = request(
      url,
      {
        method: "POST",
        headers: { ...headers, "Content-Length": body.length },
        signal,
        agent: false,
      },
      (response) => void readResponse(response).then(resolve, fail),
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

async function readResponse(response: IncomingMessage): Promise<PostResult> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const statusCode = response.statusCode ?? 0;
  const isOk = statusCode >= 200 && statusCode < 300;
  return {
    statusCode,
    status: isOk ? "OK" : `Invalid HTTP Response: ${statusCode}`,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks).subarray(0, keptBytes).toString("utf8"),
  };
}

function noAnswer(status: string): PostResult {
  return { statusCode: 0, status, headers: {}, body: "" };
}
