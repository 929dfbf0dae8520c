import { asComplex } from "../fmt/complex.ts";
import { Float, GoError, GoMap, Integer, mapKey, Slice, Struct } from "../value.ts";
import type { GoType, Value } from "../value.ts";
import { joinBytes } from "./byte-string.ts";
import { Budget } from "./limits.ts";

/** `reflect.Kind` of a value as it prints; `invalid` for nil. */
export function kindOf(value: Value): string {
  if (value === null) return "invalid";
  if (value instanceof Slice) return "slice";
  if (value instanceof GoMap) return "map";
  if (value instanceof Struct) return structKind(value);
  if (value instanceof Integer) return value.kind;
  return typeOf(value);
}

function structKind(value: Struct): string {
  if (value.pointer) return "ptr";
  return asComplex(value) === undefined ? "struct" : value.name;
}

/** What `%T` prints. */
export function typeOf(value: Value): GoType {
  if (value === null) return "<nil>";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "number" || typeof value === "bigint") return "int";
  return value instanceof Float ? "float64" : value.type;
}

/** Whether a value is the zero value of its type, nil, or has no elements; structs never are. */
export function isEmpty(value: Value): boolean {
  if (value instanceof Slice) return value.items.length === 0;
  if (value instanceof GoMap) return value.entries.size === 0;
  if (value instanceof Float) return value.value === 0;
  if (value instanceof Integer) return value.value === 0n;
  if (value instanceof Struct) return asComplex(value)?.isZero === true;
  return value === null || value === "" || value === false || value === 0;
}

/** `reflect.DeepEqual`: types must match too, and a nil list differs from an empty one. */
export function isDeepEqual(a: Value, b: Value): boolean {
  return compareDeep(a, b, new Budget(), 0);
}

/**
 * `==` of two `interface {}` values.
 * Throws {@link GoError} for two values of one type that Go cannot compare (lists and maps).
 */
export function isIdentical(a: Value, b: Value): boolean {
  if (typeOf(a) !== typeOf(b)) return false;
  if (a instanceof Slice || a instanceof GoMap) {
    throw new GoError(`runtime error: comparing uncomparable type ${a.type}`);
  }
  if (a instanceof Struct && b instanceof Struct) return isSameStruct(a, b);
  if (typeof a === "string" && typeof b === "string") return joinBytes(a) === joinBytes(b);
  if (a instanceof Float && b instanceof Float) return a.value === b.value;
  return mapKey(a) === mapKey(b);
}

function isSameStruct(a: Struct, b: Struct): boolean {
  if (a.pointer) return a === b;
  for (const [name, value] of a.fields) {
    const isUncomparable = value instanceof Slice || value instanceof GoMap;
    if (!isUncomparable || a.anyFields.has(name)) continue;
    throw new GoError(`runtime error: comparing uncomparable type ${a.type}`);
  }
  if (a.fields.size === 0) return a.text?.() === b.text?.();
  return [...a.fields].every(([name, value]) => isIdentical(value, b.fields.get(name) ?? null));
}

function compareDeep(a: Value, b: Value, budget: Budget, depth: number): boolean {
  budget.spend(depth);
  // The same list or map is equal to itself, even with a NaN in it.
  if (a === b && (a instanceof Slice || a instanceof GoMap)) return true;
  if (a instanceof Slice && b instanceof Slice) {
    return (
      a.elem === b.elem &&
      a.isNil === b.isNil &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => compareDeep(item, b.items[index] ?? null, budget, depth + 1))
    );
  }
  if (a instanceof GoMap && b instanceof GoMap) {
    return (
      a.type === b.type &&
      a.isNil === b.isNil &&
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, { value }]) => {
        const other = b.entries.get(key);
        return other !== undefined && compareDeep(value, other.value, budget, depth + 1);
      })
    );
  }
  if (a instanceof Struct && b instanceof Struct) {
    return a.type === b.type && (a === b || compareStructs(a, b, budget, depth));
  }
  return typeOf(a) === typeOf(b) && isIdentical(a, b);
}

function compareStructs(a: Struct, b: Struct, budget: Budget, depth: number): boolean {
  if (a.fields.size === 0) return a.text?.() === b.text?.();
  return [...a.fields].every(([name, value]) =>
    compareDeep(value, b.fields.get(name) ?? null, budget, depth + 1),
  );
}
