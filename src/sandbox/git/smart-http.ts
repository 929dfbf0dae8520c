import type { IncomingMessage, ServerResponse } from "node:http";

import { GitError } from "./git-error.ts";
import type { GitRepository, GitStore } from "./git-store.ts";
import { serveBackend } from "./http-backend.ts";
import { withPushLog } from "./push-log.ts";
import type { PushedRef } from "./push-log.ts";
import { parseSmartRequest } from "./smart-request.ts";
import type { SmartRequest, SmartService } from "./smart-request.ts";

export type SmartHttpOptions = {
  readonly store: GitStore;
  /** Asked before anything is started, for each request. */
  readonly authorize: (request: {
    /** As in the address, decoded and not checked. */
    readonly owner: string;
    readonly name: string;
    readonly service: SmartService;
    readonly authorization: string | undefined;
  }) => GitDecision | Promise<GitDecision>;
  /** Told of refs that a push has really moved, before the client learns that its push has ended. */
  readonly onPush: (push: Push) => void | Promise<void>;
};

export type GitDecision =
  | {
      readonly kind: "ok";
      /** `null`: somebody who may read without saying who they are. */
      readonly login: string | null;
      /** Default: as in the address, whose case may differ. */
      readonly repository?: { readonly owner: string; readonly name: string };
    }
  | {
      readonly kind: "unauthorized" | "not-found" | "forbidden";
      /** What git shows to the person. */
      readonly message?: string;
    };

export type Push = {
  readonly owner: string;
  readonly name: string;
  readonly login: string | null;
  readonly updates: readonly PushedRef[];
};

/**
 * Clone, fetch and push by the stock git client. The handler resolves to whether the request was git's; if not, nothing
 * was answered. It rejects when `onPush` does; the client then sees a broken connection.
 */
export function createSmartHttp(
  options: SmartHttpOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const smart = parseSmartRequest(request.method ?? "GET", request.url ?? "/");
    if (smart === undefined) return false;
    if (smart.kind === "refused") refuse(request, response, smart);
    else await serve(options, smart, request, response);
    return true;
  };
}

type Refusal = { readonly status: number; readonly message: string };

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: Refusal,
): void {
  request.resume();
  const challenge = status === 401 ? { "www-authenticate": 'Basic realm="sandbox"' } : {};
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...challenge });
  response.end(`${message}\n`);
}

async function serve(
  options: SmartHttpOptions,
  smart: SmartRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = request.headers;
  const { owner, name, service } = smart;
  const decision = await options.authorize({ owner, name, service, authorization });
  if (decision.kind !== "ok") {
    refuse(request, response, refusalOf(decision));
    return;
  }
  const address = decision.repository ?? { owner, name };
  const repository = openIfThere(options.store, address);
  if (repository === undefined) {
    refuse(request, response, refusalOf({ kind: "not-found" }));
    return;
  }
  const { login } = decision;
  const backend = { repository, smart, login };
  if (smart.endpoint !== "git-receive-pack") {
    await serveBackend(request, response, { ...backend, environment: {} });
    response.end();
    return;
  }
  const updates = await withPushLog(repository.path, (environment) =>
    serveBackend(request, response, { ...backend, environment }),
  );
  await tell(options, response, { ...address, login, updates });
}

async function tell(
  options: SmartHttpOptions,
  response: ServerResponse,
  push: Push,
): Promise<void> {
  try {
    if (push.updates.length > 0) await options.onPush(push);
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

const words = {
  unauthorized: { status: 401, message: "Invalid username or token." },
  forbidden: { status: 403, message: "Write access to repository not granted." },
  "not-found": { status: 404, message: "Repository not found." },
} as const;

function refusalOf({ kind, message }: Exclude<GitDecision, { readonly kind: "ok" }>): Refusal {
  return message === undefined ? words[kind] : { ...words[kind], message };
}

function openIfThere(
  store: GitStore,
  { owner, name }: { readonly owner: string; readonly name: string },
): GitRepository | undefined {
  try {
    return store.open(owner, name);
  } catch (error) {
    const isNone =
      error instanceof GitError &&
      (error.code === "repository-missing" || error.code === "invalid-name");
    if (isNone) return undefined;
    throw error;
  }
}
