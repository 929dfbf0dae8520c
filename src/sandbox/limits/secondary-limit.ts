import { limitKey } from "./call-cost.ts";
import type { CallCost } from "./call-cost.ts";
import type { SecondaryLimits } from "./limit-options.ts";
import { SlidingWindow } from "./sliding-window.ts";

export type SecondaryRefusal = {
  readonly reason: "concurrent" | "points" | "content";
  /** Seconds. */
  readonly retryAfter: number;
};

const minuteMs = 60_000;
const hourMs = 3_600_000;

type Usage = {
  underWay: number;
  readonly rest: SlidingWindow;
  readonly graphql: SlidingWindow;
  readonly contentMinute: SlidingWindow;
  readonly contentHour: SlidingWindow;
};

/** What keeps a caller from doing too much at once. */
export class SecondaryLimit {
  readonly #limits: SecondaryLimits;
  readonly #usages = new Map<string, Usage>();

  constructor(limits: SecondaryLimits) {
    this.#limits = limits;
  }

  /** Undefined: go on, it is counted, and `end` is to be called when it is over. */
  begin(cost: CallCost, now: number): SecondaryRefusal | undefined {
    const usage = this.#usageOf(cost);
    const refusal = this.#refusal(cost, usage, now);
    if (refusal !== undefined) return refusal;
    usage.underWay += 1;
    usage[cost.resource === "graphql" ? "graphql" : "rest"].use(now, cost.writes ? 5 : 1);
    if (this.#isContent(cost)) {
      usage.contentMinute.use(now, 1);
      usage.contentHour.use(now, 1);
    }
    return undefined;
  }

  end(cost: CallCost): void {
    this.#usageOf(cost).underWay -= 1;
  }

  #refusal(cost: CallCost, usage: Usage, now: number): SecondaryRefusal | undefined {
    if (usage.underWay >= this.#limits.concurrent) return { reason: "concurrent", retryAfter: 60 };
    const full = this.#windows(cost, usage).find(
      ({ window, limit, amount }) => window.used(now) + amount > limit,
    );
    if (full === undefined) return undefined;
    const retryAfter = Math.max(Math.ceil(full.window.untilRelief(now) / 1000), 1);
    return { reason: full.reason, retryAfter };
  }

  #windows(cost: CallCost, usage: Usage) {
    const limits = this.#limits;
    const isGraphql = cost.resource === "graphql";
    const points = {
      reason: "points",
      window: isGraphql ? usage.graphql : usage.rest,
      limit: isGraphql ? limits.graphqlPointsPerMinute : limits.restPointsPerMinute,
      amount: cost.writes ? 5 : 1,
    } as const;
    if (!this.#isContent(cost)) return [points];
    const content = { reason: "content", amount: 1 } as const;
    return [
      points,
      { ...content, window: usage.contentMinute, limit: limits.contentPerMinute },
      { ...content, window: usage.contentHour, limit: limits.contentPerHour },
    ];
  }

  #isContent(cost: CallCost): boolean {
    return cost.createsContent || (cost.createsGitData && this.#limits.gitDataIsContent);
  }

  #usageOf({ caller }: CallCost): Usage {
    const key = limitKey(caller);
    const known = this.#usages.get(key);
    if (known !== undefined) return known;
    const usage = {
      underWay: 0,
      rest: new SlidingWindow(minuteMs),
      graphql: new SlidingWindow(minuteMs),
      contentMinute: new SlidingWindow(minuteMs),
      contentHour: new SlidingWindow(hourMs),
    };
    this.#usages.set(key, usage);
    return usage;
  }
}
