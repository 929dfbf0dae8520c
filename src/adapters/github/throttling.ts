import Bottleneck from "bottleneck";

/** How GitHub's limits are kept. Octokit's own defaults space every write and every query by a second. */
export type ThrottlingOptions = {
  /** Requests under way at once; GitHub allows 100. */
  readonly maxConcurrent: number;
  /** Times that a request is tried again after GitHub asked to wait. */
  readonly maxWaits: number;
  /** How long a second lasts, in milliseconds: shorter in tests. */
  readonly secondMs: number;
};

export const DEFAULT_THROTTLING: ThrottlingOptions = {
  maxConcurrent: 40,
  maxWaits: 3,
  secondMs: 1000,
};

type Log = { readonly warn: (message: string) => void };

/**
 * The options of Octokit's throttling plugin: nothing is spaced, everything waits when GitHub says so, by
 * `Retry-After`, by the reset of the primary limit, or a minute where it says nothing.
 */
export function throttlingOf(options: ThrottlingOptions, log: Log) {
  const { maxConcurrent, maxWaits, secondMs } = options;
  const wait =
    (limit: string) =>
    (
      retryAfter: number,
      request: { readonly method: string; readonly url: string },
      _octokit: unknown,
      retryCount: number,
    ): boolean => {
      const goesOn = retryCount < maxWaits;
      const next = goesOn ? `waiting ${retryAfter} s` : "giving up";
      log.warn(`GitHub's ${limit} is reached at ${request.method} ${request.url}: ${next}`);
      return goesOn;
    };
  return {
    global: groupOf("global", maxConcurrent),
    auth: groupOf("auth", 4),
    search: groupOf("search", 1),
    write: groupOf("write", maxConcurrent),
    notifications: groupOf("notifications", maxConcurrent),
    retryAfterBaseValue: secondMs,
    fallbackSecondaryRateRetryAfter: 60,
    onRateLimit: wait("rate limit"),
    onSecondaryRateLimit: wait("secondary rate limit"),
  };
}

function groupOf(id: string, maxConcurrent: number): Bottleneck.Group {
  return new Bottleneck.Group({ id: `ham-${id}`, maxConcurrent, minTime: 0, timeout: 120_000 });
}
