import { namedIntegerText } from "../fmt/named-integers.ts";
import { namedIntegerMethod } from "../functions/named-integer-methods.ts";
import { Integer, Struct } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";

/** The method of a value, those of the named integer types included. */
export function methodOf(value: Value, name: string): GoFunction | undefined {
  if (value instanceof Struct) return value.methods.get(name);
  if (!(value instanceof Integer)) return undefined;
  if (name !== "String") return namedIntegerMethod(value, name);
  const text = namedIntegerText(value);
  return text === undefined ? undefined : { params: [], result: "string", call: () => text };
}
