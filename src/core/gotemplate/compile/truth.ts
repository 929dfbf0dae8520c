import { asComplex } from "../fmt/complex.ts";
import { Float, GoMap, Integer, Slice, Struct } from "../value.ts";
import type { Result } from "./machine.ts";

/** Whether `if` takes a value for true: it is neither nil nor the zero value, nor without elements. */
export function isTrue(value: Result): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value !== "";
  if (value === undefined || value === null) return false;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof Slice) return value.items.length > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Integer) return value.value !== 0n;
  if (!(value instanceof Struct)) return value !== 0;
  return asComplex(value)?.isZero !== true;
}
