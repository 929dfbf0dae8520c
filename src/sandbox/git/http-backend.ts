import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

import { parseCgiHead } from "./cgi-head.ts";
import { GitError, quoted } from "./git-error.ts";
import { gitEnvironment } from "./git-process.ts";
import type { GitRepository } from "./git-store.ts";
import type { SmartRequest } from "./smart-request.ts";

export type BackendCall = {
  readonly repository: GitRepository;
  readonly smart: SmartRequest;
  readonly login: string | null;
  /** Added to that of git. */
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * Lets `git http-backend` answer, streaming both ways, and resolves when it has ended; the response is left to be ended.
 * A fetch whose client goes away is stopped; a push is finished, so that what it did can be told.
 */
export async function serveBackend(
  request: IncomingMessage,
  response: ServerResponse,
  call: BackendCall,
): Promise<void> {
  const child = spawn("git", ["http-backend"], { env: backendEnvironment(request, call) });
  const stop = () => child.kill();
  if (call.smart.service === "upload-pack") response.once("close", stop);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const errors = collectErrors(child);
  // Git may end before it has read all, and a client may go away: both show in how the process ends.
  pipeline(request, child.stdin).catch(() => child.stdin.destroy());
  const answered = await relay(child, response);
  await ended;
  response.off("close", stop);
  if (!answered) failUnlessGone(response, errors());
}

/** CGI's variables; what a client sends compressed, git inflates itself. */
function backendEnvironment(
  request: IncomingMessage,
  { repository, smart, login, environment }: BackendCall,
): Record<string, string> {
  const { headers } = request;
  return gitEnvironment({
    ...environment,
    GIT_PROJECT_ROOT: repository.path,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `/${smart.endpoint}`,
    QUERY_STRING: smart.query,
    REQUEST_METHOD: request.method ?? "GET",
    REMOTE_ADDR: request.socket.remoteAddress ?? "",
    ...given("REMOTE_USER", login ?? undefined),
    ...given("CONTENT_TYPE", headers["content-type"]),
    // A chunked body has no length, and git must not be told of one.
    ...given("CONTENT_LENGTH", headers["content-length"]),
    ...given("HTTP_CONTENT_ENCODING", headers["content-encoding"]),
    // Without it the client gets protocol version 0.
    ...given("GIT_PROTOCOL", oneLine(headers["git-protocol"])),
  });
}

function given(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}

function oneLine(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(":") : value;
}

/** Whether git has answered at all. Reads on when nobody listens, since a push that can't report would break off. */
async function relay(
  child: ChildProcessWithoutNullStreams,
  response: ServerResponse,
): Promise<boolean> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (head === undefined) await send(response, chunk);
    else {
      head = Buffer.concat([head, chunk]);
      const parsed = parseCgiHead(head);
      if (parsed === undefined) continue;
      if (!response.destroyed) response.writeHead(parsed.status, parsed.headers);
      await send(response, parsed.rest);
      head = undefined;
    }
  }
  return head === undefined;
}

async function send(response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.destroyed || response.write(chunk)) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  const events = [once(response, "drain", { signal }), once(response, "close", { signal })];
  await Promise.race(events).catch(() => undefined);
  waiting.abort();
  await Promise.allSettled(events);
}

function collectErrors(child: ChildProcessWithoutNullStreams): () => string {
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text = `${text}${chunk.toString("utf8")}`.slice(-1000);
  });
  child.on("error", (error) => {
    text += String(error);
  });
  return () => text;
}

function failUnlessGone(response: ServerResponse, errors: string): void {
  if (response.destroyed) return;
  throw new GitError(
    "git-failed",
    `git http-backend ended without an answer: ${quoted(errors.trim())}`,
  );
}
