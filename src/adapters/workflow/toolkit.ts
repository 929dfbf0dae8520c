import { setTimeout as sleep } from "node:timers/promises";

import { type Client, createClient } from "../github/client.ts";

export type Connection = {
  /** REST, without a trailing slash: `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: string;
  /** Before another attempt; shorter in tests. */
  readonly pauseMs?: number;
};

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/**
 * GitHub as the workflow's token may read it; nothing is loaded before the first call. For reading alone: a
 * call without an answer is tried again, whatever it asks for.
 */
export function connectToolkit(connection: Connection): Client {
  let connected: Promise<Client> | undefined;
  const client = (): Promise<Client> => (connected ??= connect(connection));
  return {
    request: async (route, parameters) => (await client()).request(route, parameters),
    graphql: async (document, options) => (await client()).graphql(document, options),
  };
}

async function connect({ apiUrl, token, pauseMs = PAUSE_MS }: Connection): Promise<Client> {
  // Loaded late, because that takes longer than most steps of ours.
  const { getOctokit } = await import("@actions/github");
  const octokit = getOctokit(token, {
    baseUrl: apiUrl,
    userAgent: "shuttle-action",
    log: SILENT,
    ...(hasProxy() ? {} : { request: { fetch: fetchInTime } }),
  });
  octokit.hook.wrap("request", async (send, options) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send(options);
      } catch (error) {
        if (attempt >= ATTEMPTS || !isPassing(error)) throw error;
        await sleep(pauseMs * attempt);
      }
    }
  });
  return createClient(octokit, apiUrl);
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The toolkit brings a `fetch` of its own, which knows proxies; without one the platform's does it. */
function hasProxy(): boolean {
  const names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
  return names.some((name) => (process.env[name] ?? "") !== "");
}

/** Looked up late, because tests put themselves in its place. */
const fetchInTime: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** Octokit says 500 as well when nothing answered at all. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && "status" in error && Number(error.status) >= 500;
}
