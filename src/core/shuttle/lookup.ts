import {
  ANY,
  Float,
  GoError,
  GoMap,
  Integer,
  Slice,
  Struct,
  type Value,
} from "../gotemplate/value.ts";

/**
 * `get`: the value at a dotted path, `null` if there is none. Each part is a key that is a text; keys
 * with dots, numbers or booleans can't be reached. Stepping into a list, a text, a boolean or an int
 * gives `null`; into a float, a sized integer, a list of one type or a struct it throws a
 * {@link GoError}, as the original.
 */
export function lookUp(path: string, value: Value): Value {
  if (!path.includes(".")) return step(value, path);
  return path.split(".").reduce<Value>((current, key) => step(current, key), value);
}

/** `has`: a value that is present and not null; `false` counts as present. */
export function hasValue(path: string, value: Value): boolean {
  return lookUp(path, value) !== null;
}

function step(value: Value, key: string): Value {
  if (value instanceof GoMap) return value.get(key) ?? (value.elem === "string" ? "" : null);
  if (value instanceof Float) throw new GoError("unexpected type float64");
  const isTypedList = value instanceof Slice && value.elem !== ANY;
  if (isTypedList || value instanceof Integer || value instanceof Struct) {
    throw new GoError(`unexpected type ${value.type}`);
  }
  return null;
}
