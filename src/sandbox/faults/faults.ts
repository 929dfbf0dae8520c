import * as v from "valibot";

import { faultRuleSchema, matchesCall } from "./fault-rule.ts";
import type { CallDescription, FaultAction, FaultRule, FaultRuleInput } from "./fault-rule.ts";

/** A rule in force. */
export type Fault = {
  readonly id: number;
  readonly rule: FaultRule;
  /** How many calls it has struck. */
  readonly struck: number;
};

export type FaultHandle = {
  readonly id: number;
  /** Resolves when it strikes for the first time. */
  readonly reached: Promise<void>;
  /** Lets go on what a `hold` holds, and holds nothing more. */
  readonly release: () => void;
};

/** What a struck call is to suffer; `released` resolves when a held one may go on. */
export type Strike = { readonly action: FaultAction; readonly released: Promise<void> };

/** Called at each call, before it is done and after, before its answer is sent; the call waits for it. */
export type CallObserver = {
  readonly before?: (call: CallDescription) => Promise<void> | void;
  readonly after?: (call: CallDescription) => Promise<void> | void;
};

/** Switches for what goes wrong between a client and GitHub. */
export class Faults {
  /** Added to every call, in milliseconds. */
  latency = 0;
  readonly #rules = new Map<number, ActiveRule>();
  readonly #observers = new Set<CallObserver>();
  #lastId = 0;

  /** Throws when the rule is malformed. */
  add(input: FaultRuleInput): FaultHandle {
    const rule = v.parse(faultRuleSchema, input);
    const id = (this.#lastId += 1);
    const active: ActiveRule = { rule, seen: 0, struck: 0, reached: signal(), released: signal() };
    this.#rules.set(id, active);
    return { id, reached: active.reached.promise, release: () => this.remove(id) };
  }

  list(): readonly Fault[] {
    return [...this.#rules].map(([id, { rule, struck }]) => ({ id, rule, struck }));
  }

  /** What it holds goes on. False when there is none of that id. */
  remove(id: number): boolean {
    this.#rules.get(id)?.released.resolve();
    return this.#rules.delete(id);
  }

  clear(): void {
    for (const id of [...this.#rules.keys()]) this.remove(id);
    this.latency = 0;
  }

  /** Returns what ends it. */
  observe(observer: CallObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /** What the first rule with strikes left does to this call. */
  strike(call: CallDescription): Strike | undefined {
    for (const active of this.#rules.values()) {
      const { rule } = active;
      if (!matchesCall(rule.match, call)) continue;
      active.seen += 1;
      if (active.seen <= rule.after || isSpent(active)) continue;
      active.struck += 1;
      active.reached.resolve();
      return { action: rule.do, released: active.released.promise };
    }
    return undefined;
  }

  async tell(point: "before" | "after", call: CallDescription): Promise<void> {
    for (const observer of this.#observers) await observer[point]?.(call);
  }
}

type ActiveRule = {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
  readonly reached: Signal;
  readonly released: Signal;
};

type Signal = { readonly promise: Promise<void>; readonly resolve: () => void };

function isSpent({ rule, struck }: ActiveRule): boolean {
  return rule.times !== null && struck >= rule.times;
}

function signal(): Signal {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
