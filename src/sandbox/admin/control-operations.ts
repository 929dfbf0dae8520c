import * as v from "valibot";

import { faultRuleSchema } from "../faults/fault-rule.ts";
import type { Faults } from "../faults/faults.ts";
import { deliveryRuleSchema } from "../hooks/delivery-rule.ts";
import type { Webhooks } from "../hooks/webhooks.ts";
import type { ProblemList } from "../http/problems.ts";
import type { RequestLog } from "../http/request-log.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { SandboxClock } from "../state/clock.ts";
import { nothing, operation } from "./operation.ts";

export type Controls = {
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly clock: SandboxClock;
  readonly hooks: Webhooks;
  readonly problems: ProblemList;
  readonly settled: () => Promise<void>;
};

const milliseconds = v.pipe(v.number(), v.minValue(0));
const figure = v.optional(v.pipe(v.number(), v.minValue(0)));

const limitChanges = v.strictObject({
  primary: v.optional(
    v.nullable(v.strictObject({ rest: figure, graphql: figure, anonymous: figure })),
  ),
  secondary: v.optional(
    v.nullable(
      v.strictObject({
        concurrent: figure,
        restPointsPerMinute: figure,
        graphqlPointsPerMinute: figure,
        contentPerMinute: figure,
        contentPerHour: figure,
        gitDataIsContent: v.optional(v.boolean()),
      }),
    ),
  ),
});

/** The sandbox's own switches and records, for those who talk to it from another process. */
export function controlOperations(controls: Controls) {
  const { log, faults, limits, clock, hooks, problems } = controls;
  const mark = v.optional(v.string());
  return {
    /** Calls from a mark on, or all. */
    readLog: operation(v.optional(v.strictObject({ mark }), {}), ({ mark }) => log.list(mark)),
    /** Calls from here on belong to a step of that name. */
    mark: operation(v.strictObject({ name: v.string() }), ({ name }) => {
      log.mark(name);
      return {};
    }),
    readSteps: operation(nothing, () => log.steps()),
    addFault: operation(faultRuleSchema, (rule) => ({ id: faults.add(rule).id })),
    listFaults: operation(nothing, () => faults.list()),
    removeFault: operation(v.strictObject({ id: v.number() }), ({ id }) => ({
      removed: faults.remove(id),
    })),
    clearFaults: operation(nothing, () => {
      faults.clear();
      hooks.rules.clear();
      return {};
    }),
    setLatency: operation(v.strictObject({ milliseconds }), ({ milliseconds }) => {
      faults.latency = milliseconds;
      return {};
    }),
    setLimits: operation(v.union([v.boolean(), limitChanges]), (changes) => {
      limits.set(changes);
      return limits.options;
    }),
    advanceClock: operation(v.strictObject({ milliseconds }), ({ milliseconds }) => ({
      now: clock.advance(milliseconds).toISOString(),
    })),
    holdDeliveries: operation(nothing, () => {
      hooks.hold();
      return {};
    }),
    releaseDeliveries: operation(nothing, () => {
      hooks.release();
      return {};
    }),
    addDeliveryRule: operation(deliveryRuleSchema, (rule) => {
      hooks.rules.add(rule);
      return {};
    }),
    /** Answers when no delivery and no workflow run is under way. */
    settle: operation(nothing, async () => {
      await controls.settled();
      return {};
    }),
    readProblems: operation(nothing, () => problems.list()),
    takeProblems: operation(nothing, () => problems.take()),
  };
}
