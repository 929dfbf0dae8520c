import type { Caller } from "../context.ts";
import { limitedName } from "./call-cost.ts";
import type { CallCost } from "./call-cost.ts";
import { noLimits, toLimitOptions } from "./limit-options.ts";
import type { LimitChanges, LimitOptions } from "./limit-options.ts";
import { PrimaryLimit } from "./primary-limit.ts";
import type { Budget } from "./primary-limit.ts";
import { SecondaryLimit } from "./secondary-limit.ts";

/** Permission to go on, or GitHub's refusal. */
export type Admission =
  | {
      readonly kind: "admitted";
      /** To be called once, when the answer is known. `unchanged`: a 304, which costs no point. */
      readonly end: (answer: { readonly unchanged: boolean; readonly points?: number }) => void;
    }
  | {
      readonly kind: "refused";
      readonly limit: "primary" | "secondary";
      readonly message: string;
      readonly documentationUrl: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** GitHub's primary and secondary rate limits, off until switched on. */
export class RateLimits {
  readonly #now: () => Date;
  #options: LimitOptions = noLimits;
  #primary: PrimaryLimit | null = null;
  #secondary: SecondaryLimit | null = null;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get options(): LimitOptions {
    return this.#options;
  }

  /** Switches them on, off or to other figures; everyone begins anew. */
  set(limits: boolean | LimitChanges): void {
    this.#options = toLimitOptions(limits);
    const { primary, secondary } = this.#options;
    this.#primary = primary === null ? null : new PrimaryLimit(primary);
    this.#secondary = secondary === null ? null : new SecondaryLimit(secondary);
  }

  admit(cost: CallCost, requestId: string): Admission {
    const now = this.#now().getTime();
    const secondary = this.#secondary;
    const primary = this.#primary;
    if (primary !== null && !primary.take(cost, now, 1))
      return { kind: "refused", limit: "primary", ...primaryRefusal(cost.caller), headers: {} };
    const refusal = secondary?.begin(cost, now);
    if (refusal !== undefined) {
      primary?.charge(cost, now, -1);
      return {
        kind: "refused",
        limit: "secondary",
        ...secondaryRefusal(refusal.reason, requestId),
        headers: { "retry-after": String(refusal.retryAfter) },
      };
    }
    return {
      kind: "admitted",
      end: ({ unchanged, points = 1 }) => {
        secondary?.end(cost);
        primary?.charge(cost, this.#now().getTime(), unchanged ? -1 : points - 1);
      },
    };
  }

  /** What is left to a caller; null when the primary limit is off. */
  budget(caller: Caller, resource: "core" | "graphql"): Budget | null {
    return this.#primary?.budget({ caller, resource }, this.#now().getTime()) ?? null;
  }

  /** `x-ratelimit-…`, as every answer carries them while the primary limit is on. */
  headers(caller: Caller, resource: "core" | "graphql"): Readonly<Record<string, string>> {
    const budget = this.budget(caller, resource);
    if (budget === null) return {};
    return {
      "x-ratelimit-limit": String(budget.limit),
      "x-ratelimit-remaining": String(budget.remaining),
      "x-ratelimit-reset": String(budget.reset),
      "x-ratelimit-resource": resource,
      "x-ratelimit-used": String(budget.used),
    };
  }
}

const guide = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

function primaryRefusal(caller: Caller) {
  const name = limitedName(caller);
  return { message: `API rate limit exceeded for ${name}.`, documentationUrl: guide };
}

function secondaryRefusal(reason: "concurrent" | "points" | "content", requestId: string) {
  const message =
    reason === "content"
      ? "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later."
      : `You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID ${requestId}.`;
  return { message, documentationUrl: `${guide}#about-secondary-rate-limits` };
}
