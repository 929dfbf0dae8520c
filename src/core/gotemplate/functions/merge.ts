import { ANY, GoError, GoMap, Slice, Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { Budget } from "./limits.ts";
import { isEmpty, typeOf } from "./reflection.ts";

/** `fill` keeps what the target has unless it is empty; `overwrite` lets the source win. */
export type MergeMode = "fill" | "overwrite";

/**
 * Merges a map into another one, maps inside of them too, and returns the target (a new one for nil).
 * Nested maps that only the source has are shared, not copied, as in Go.
 */
export function mergeInto(target: GoMap, source: GoMap, mode: MergeMode): GoMap {
  const result = target.isNil && !source.isNil ? new GoMap() : target;
  mergeMaps(result, source, mode, new Budget(), 0);
  return result;
}

function mergeMaps(
  target: GoMap,
  source: GoMap,
  mode: MergeMode,
  budget: Budget,
  depth: number,
): void {
  if (target.isNil) return;
  for (const { key, value } of source.entries.values()) {
    budget.spend(depth);
    assertAssignable("MapIndex", source.key, target.key, key);
    const existing = target.get(key) ?? null;
    if (mode === "fill" && isMisfit(existing, value)) throw new MergeError();
    if (value instanceof GoMap && existing instanceof GoMap && !isEmpty(value)) {
      mergeMaps(existing, value, mode, budget, depth + 1);
      if (!isEmpty(existing)) continue;
    }
    if (mode === "overwrite" ? keepsOnOverwrite(existing, value) : !isEmpty(existing)) {
      continue;
    }
    if (value === null && mode === "fill") continue;
    // Lists are unpacked before they are put into a map.
    const elem = value instanceof Slice ? value.type : source.elem;
    assertAssignable("SetMapIndex", elem, target.elem, value);
    target.set(key, value);
  }
}

/** Two values that stand for the same key and that can't be brought together. */
export class MergeError extends GoError {
  constructor() {
    super("src and dst must be of same type");
  }
}

/** What a pointer leads to can only be filled from a value of its type. */
function isMisfit(existing: Value, value: Value): boolean {
  if (!(existing instanceof Struct) || !existing.pointer) return false;
  const isPlainStruct = value instanceof Struct && !value.pointer;
  return value instanceof GoMap || (isPlainStruct && value.name !== existing.name);
}

/** An empty map never replaces one with entries. */
function keepsOnOverwrite(existing: Value, value: Value): boolean {
  return value instanceof GoMap && existing instanceof GoMap && !isEmpty(existing);
}

/** Throws {@link GoError} in reflect's words where a map's type has no room for a key or a value. */
function assertAssignable(operation: string, from: string, to: string, value: Value): void {
  if (to === ANY || from === to) return;
  throw new GoError(
    `reflect.Value.${operation}: value of type ${from === ANY ? ANY : typeOf(value)} is not assignable to type ${to}`,
  );
}
