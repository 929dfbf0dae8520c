import type { IncomingMessage, ServerResponse } from "node:http";

import type { Metrics } from "./metrics.ts";
import { type PageView, renderPage } from "./page.ts";

/** What the pages beside the webhook tell. */
export type RouteSources = {
  readonly metrics: Metrics;
  readonly view: () => PageView;
};

type Answer = { readonly status: number; readonly type: string; readonly body: string };

/** `/`, `/healthz` and `/metrics`. True: answered. */
export function createRoutes(
  sources: RouteSources,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const answer = await answerOf(sources, request);
    if (answer === undefined) return false;
    response.writeHead(answer.status, {
      "content-type": answer.type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : answer.body);
    return true;
  };
}

async function answerOf(
  { metrics, view }: RouteSources,
  request: IncomingMessage,
): Promise<Answer | undefined> {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  switch ((request.url ?? "").split("?", 1)[0]) {
    case "/":
      return { status: 200, type: "text/html; charset=utf-8", body: renderPage(view()) };
    case "/healthz":
      return healthOf(view());
    case "/metrics":
      return { status: 200, type: metrics.contentType, body: await metrics.render() };
    default:
      return undefined;
  }
}

/** 503 until GitHub has told who Ham is: before that no job is done. */
function healthOf({ isReady, waiting, running }: PageView): Answer {
  const body = `${JSON.stringify({ ready: isReady, waiting, running })}\n`;
  return { status: isReady ? 200 : 503, type: "application/json", body };
}
