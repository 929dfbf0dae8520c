import { GoMap, Slice } from "../value.ts";
import type { Value } from "../value.ts";
import { Budget } from "./limits.ts";

/** A value that shares no list and no map with the given one. Structs are immutable and stay. */
export function deepCopy(value: Value): Value {
  return copy(value, new Budget(), 0);
}

function copy(value: Value, budget: Budget, depth: number): Value {
  budget.spend(depth);
  if (value instanceof Slice) {
    const items = value.items.map((item) => copy(item, budget, depth + 1));
    return new Slice(items, value.elem, value.isNil);
  }
  if (!(value instanceof GoMap)) return value;
  const result = new GoMap(value.key, value.elem, value.isNil);
  for (const entry of value.entries.values()) {
    result.set(entry.key, copy(entry.value, budget, depth + 1));
  }
  return result;
}
