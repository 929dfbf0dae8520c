import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { SandboxContext } from "../context.ts";
import { artifactDownloadPath, downloadArtifact } from "../rest/artifact-download.ts";
import { isResultsAddress } from "../results/handler.ts";
import { sendAnswer } from "./answer.ts";
import type { ProblemList } from "./problems.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type ServerOptions = {
  readonly context: SandboxContext;
  readonly problems: ProblemList;
  /** REST and GraphQL, below `/api/`. */
  readonly api: Handler;
  /** Below `/_sandbox/`. */
  readonly admin: Handler;
  /** What actions of workflows upload to: see results/handler.ts. */
  readonly results: Handler;
  /** Below `/<owner>/<name>.git/`. */
  readonly git: Handler;
};

export type SandboxServer = {
  /** 0: any free port. Resolves to the one taken. */
  readonly listen: (port: number) => Promise<number>;
  /** Ends also the connections that are in use. */
  readonly close: () => Promise<void>;
};

/** One port for all that GitHub Enterprise Server has on one host. */
export function createSandboxServer(options: ServerOptions): SandboxServer {
  const server = createServer((request, response) => void handle(options, request, response));
  // Clients keep connections for longer than a test takes.
  server.keepAliveTimeout = 5_000;
  return {
    listen: (port) => listen(server, port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await handlerFor(options, request.url ?? "/")(request, response);
  } catch (error) {
    options.problems.record({
      kind: "internal-error",
      operation: `${request.method ?? ""} ${request.url ?? ""}`,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    response.destroy();
  }
}

function handlerFor(options: ServerOptions, url: string): Handler {
  if (/^\/api(\/|$)/.test(url)) return options.api;
  if (url.startsWith("/_sandbox/")) return options.admin;
  if (isResultsAddress(url)) return options.results;
  if (url.startsWith(artifactDownloadPath)) return artifactHandler(options.context);
  if (/^\/[^/]+\/[^/]+(\.git\/|\/(info\/refs|git-(upload|receive)-pack)(\?|$))/.test(url))
    return options.git;
  return noPage;
}

function artifactHandler(context: SandboxContext): Handler {
  return async (request, response) => {
    const url = new URL(request.url ?? "/", context.baseUrl());
    const download = await downloadArtifact(context, url);
    if (download === undefined) return noPage(request, response);
    sendAnswer(response, download, context.now());
  };
}

function noPage(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(404, { "content-type": "text/plain" });
  response.end("The sandbox has no pages: REST is below /api/v3, GraphQL at /api/graphql.\n");
  return Promise.resolve();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(isPort(address) ? address.port : port);
    });
  });
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
