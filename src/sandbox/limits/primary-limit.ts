import type { CallCost } from "./call-cost.ts";
import { limitKey } from "./call-cost.ts";
import type { PrimaryLimits } from "./limit-options.ts";

const hourMs = 3_600_000;

export type Budget = {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** When it is full again, in seconds since 1970. */
  readonly reset: number;
};

/** Points an hour, in hours that begin with a caller's first request. */
export class PrimaryLimit {
  readonly #limits: PrimaryLimits;
  readonly #hours = new Map<string, { readonly end: number; used: number }>();

  constructor(limits: PrimaryLimits) {
    this.#limits = limits;
  }

  /** Counts, and says whether there was enough left. What was not enough is not counted. */
  take(cost: Pick<CallCost, "caller" | "resource">, now: number, points: number): boolean {
    const hour = this.#hour(cost, now);
    if (hour.used + points > this.#limitOf(cost)) return false;
    hour.used += points;
    return true;
  }

  /** Counts without asking: for what is known only after the answer. */
  charge(cost: Pick<CallCost, "caller" | "resource">, now: number, points: number): void {
    this.#hour(cost, now).used += points;
  }

  budget(cost: Pick<CallCost, "caller" | "resource">, now: number): Budget {
    const { end, used } = this.#hour(cost, now);
    const limit = this.#limitOf(cost);
    return { limit, used, remaining: Math.max(limit - used, 0), reset: Math.ceil(end / 1000) };
  }

  #hour(cost: Pick<CallCost, "caller" | "resource">, now: number) {
    const key = `${cost.resource} ${limitKey(cost.caller)}`;
    const known = this.#hours.get(key);
    if (known !== undefined && known.end > now) return known;
    const hour = { end: now + hourMs, used: 0 };
    this.#hours.set(key, hour);
    return hour;
  }

  #limitOf({ caller, resource }: Pick<CallCost, "caller" | "resource">): number {
    if (caller.kind === "anonymous") return this.#limits.anonymous;
    return resource === "graphql" ? this.#limits.graphql : this.#limits.rest;
  }
}
