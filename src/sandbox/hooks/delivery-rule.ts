import * as v from "valibot";

import type { HookDelivery } from "../model.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const deliveryRuleSchema = v.strictObject({
  /** What is given must all hold. */
  match: v.optional(
    v.strictObject({ event: v.optional(v.string()), action: v.optional(v.string()) }),
    {},
  ),
  /** How many deliveries it concerns; null: all from then on. */
  times: v.optional(v.nullable(count), 1),
  /** How many matching deliveries go well before. */
  after: v.optional(count, 0),
  do: v.variant("kind", [
    /** Lost on the way: neither attempted nor logged. */
    v.strictObject({ kind: v.literal("drop") }),
    v.strictObject({
      kind: v.literal("delay"),
      milliseconds: v.pipe(v.number(), v.minValue(0)),
    }),
    /** Logged as failed without having been attempted. */
    v.strictObject({ kind: v.literal("fail") }),
    /** Attempted twice under one GUID, as GitHub may. */
    v.strictObject({ kind: v.literal("duplicate") }),
  ]),
});

export type DeliveryRuleInput = v.InferInput<typeof deliveryRuleSchema>;
export type DeliveryRule = v.InferOutput<typeof deliveryRuleSchema>;

/** Rules for what happens to deliveries, each used up after some. */
export class DeliveryRules {
  #rules: { readonly rule: DeliveryRule; seen: number }[] = [];

  /** Throws when the rule is malformed. */
  add(input: DeliveryRuleInput): void {
    this.#rules.push({ rule: v.parse(deliveryRuleSchema, input), seen: 0 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** What the first rule that is not used up does to this delivery. */
  apply(delivery: HookDelivery): DeliveryRule["do"] | undefined {
    for (const active of this.#rules) {
      const { match, after, times } = active.rule;
      if (match.event !== undefined && match.event !== delivery.event) continue;
      if (match.action !== undefined && match.action !== delivery.action) continue;
      active.seen += 1;
      const isDue = active.seen > after && (times === null || active.seen <= after + times);
      if (isDue) return active.rule.do;
    }
    return undefined;
  }
}
