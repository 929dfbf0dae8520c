import { App, Octokit } from "octokit";

import { describeCall } from "./call-name.ts";
import { DEFAULT_THROTTLING, type ThrottlingOptions, throttlingOf } from "./throttling.ts";

export type OctokitLog = {
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
};

/** One attempt at a request, for metrics. */
export type GithubCall = {
  /** For example `GET /repos/{owner}/{repo}/actions/runs/{id}` or `mutation Answer`. */
  readonly name: string;
  /** Undefined: there was no answer. */
  readonly status: number | undefined;
  readonly ms: number;
  readonly budget: RateBudget | undefined;
};

/** What GitHub says is left, by the headers of an answer. */
export type RateBudget = {
  /** `core`, `graphql`, … */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
};

export type ConnectionOptions = {
  /** REST, without a trailing slash: `https://api.github.com`, `https://<host>/api/v3`. */
  readonly apiUrl: string;
  readonly log?: OctokitLog;
  readonly onCall?: (call: GithubCall) => void;
  /** An attempt takes no longer. */
  readonly timeoutMs?: number;
  /** Attempts after the first one, when GitHub is down. */
  readonly retries?: number;
  readonly throttling?: Partial<ThrottlingOptions>;
};

const USER_AGENT = "ham (shuttle-action)";
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 3;
/** Answers that another attempt would not change, or that the throttling plugin waits for. */
const FINAL_STATUSES = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

type RequestOptions = Readonly<Record<string, unknown>> & {
  readonly headers?: Readonly<Record<string, unknown>>;
};

/** Sends a request with what it takes to be let in. */
export type RequestHook = (
  send: (options: RequestOptions) => Promise<unknown>,
  options: RequestOptions,
) => Promise<unknown>;

/** An Octokit with our limits, retries and time-outs. */
export function createOctokit(options: ConnectionOptions, authenticate: RequestHook): Octokit {
  const strategy = Object.assign(() => Promise.resolve({ type: "hook" }), { hook: authenticate });
  return new Octokit({ ...octokitOptions(options), authStrategy: () => strategy });
}

/** Octokit's view of the App: signs its JWTs and gets installation tokens. */
export function createApp(
  options: ConnectionOptions & { readonly appId: number; readonly privateKey: string },
): App {
  return new App({
    appId: options.appId,
    privateKey: options.privateKey,
    Octokit: Octokit.defaults(octokitOptions(options)),
    log: options.log ?? SILENT,
  });
}

function octokitOptions(options: ConnectionOptions) {
  const { retries = DEFAULT_RETRIES, log = SILENT } = options;
  const throttling = { ...DEFAULT_THROTTLING, ...options.throttling };
  return {
    baseUrl: options.apiUrl,
    userAgent: USER_AGENT,
    log,
    throttle: throttlingOf(throttling, log),
    retry: { retries, retryAfterBaseValue: throttling.secondMs, doNotRetry: FINAL_STATUSES },
    request: { fetch: fetchWithin(options) },
  };
}

const SILENT: OctokitLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The platform's `fetch`, looked up late, because tests put themselves in its place. */
function fetchWithin(options: ConnectionOptions): typeof fetch {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, onCall } = options;
  return async (input, init) => {
    const startedAt = performance.now();
    const name = describeCall(options.apiUrl, input, init);
    const ended = (response?: Response): void =>
      onCall?.({
        name,
        status: response?.status,
        ms: performance.now() - startedAt,
        budget: response === undefined ? undefined : budgetOf(response.headers),
      });
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      ended(response);
      return response;
    } catch (error) {
      ended();
      throw error;
    }
  };
}

function budgetOf(headers: Headers): RateBudget | undefined {
  const resource = headers.get("x-ratelimit-resource");
  const limit = Number(headers.get("x-ratelimit-limit") ?? Number.NaN);
  const remaining = Number(headers.get("x-ratelimit-remaining") ?? Number.NaN);
  if (resource === null || !Number.isFinite(limit) || !Number.isFinite(remaining)) return undefined;
  return { resource, limit, remaining };
}
