import { asComplex } from "../fmt/complex.ts";
import { Float, GoError, GoMap, Integer, Slice, Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { compareBytes } from "./byte-string.ts";
import { printValue, sprintf } from "./printing.ts";
import { isIdentical, kindOf, typeOf } from "./reflection.ts";

type Operand = Value | undefined;

/** `eq`: whether the first equals any of the others. Throws a GoError for types that don't compare. */
export function isEqual(first: Operand, others: readonly Operand[]): boolean {
  if (others.length === 0) throw new GoError("missing argument for comparison");
  return others.some((other) => isEqualTo(first ?? null, other ?? null));
}

/** `lt`. Throws a GoError for types that have no order. */
export function isLess(a: Operand, b: Operand): boolean {
  const left = a ?? null;
  const right = b ?? null;
  const kinds = [basicKind(left), basicKind(right)];
  if (kinds.includes("other")) throw new GoError("invalid type for comparison");
  if (isInteger(left) && isInteger(right)) return numberOf(left) < numberOf(right);
  if (kinds[0] !== kinds[1]) throw incompatible(left, right);
  if (left instanceof Float && right instanceof Float) return left.value < right.value;
  if (typeof left !== "string" || typeof right !== "string") {
    throw new GoError("invalid type for comparison");
  }
  return compareBytes(left, right) < 0;
}

/** `le`, which Go makes of `lt` and `eq`. */
export function isLessOrEqual(a: Operand, b: Operand): boolean {
  return isLess(a, b) || isEqual(a, [b]);
}

function isEqualTo(a: Value, b: Value): boolean {
  if (typeof a === "string" && typeof b === "string") return a === b;
  if (isInteger(a) && isInteger(b)) return numberOf(a) === numberOf(b);
  if (a instanceof Float && b instanceof Float) return a.value === b.value;
  if (typeof a === "boolean" && typeof b === "boolean") return a === b;
  if (basicKind(a) === "other" && basicKind(b) === "other") return isSameOther(a, b);
  if (basicKind(a) === "complex" && basicKind(b) === "complex") return isIdentical(a, b);
  if (a === null || b === null) return false;
  throw incompatible(a, b);
}

/** Values that are neither numbers, texts nor truth values. */
function isSameOther(a: Value, b: Value): boolean {
  if (kindOf(a) !== kindOf(b) && a !== null && b !== null) {
    const types = `${typeOf(a)}, ${typeOf(b)}: ${printValue(b)}`;
    throw new GoError(`non-comparable types ${sprintf("%s", [a])}: ${types}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (!isComparable(b)) {
    throw new GoError(`non-comparable type ${sprintf("%s", [b])}: ${typeOf(b)}`);
  }
  return isIdentical(a, b);
}

/** Whether Go can compare values of this type; fields of any type are only looked at when compared. */
export function isComparable(value: Value): boolean {
  if (value instanceof Slice || value instanceof GoMap) return false;
  if (!(value instanceof Struct) || value.pointer) return true;
  return [...value.fields].every(
    ([name, field]) => value.anyFields.has(name) || isComparable(field),
  );
}

function isNil(value: Value): boolean {
  return value === null || ((value instanceof Slice || value instanceof GoMap) && value.isNil);
}

function basicKind(
  value: Value,
): "bool" | "int" | "uint" | "float" | "string" | "complex" | "other" {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (value instanceof Float) return "float";
  if (asComplex(value) !== undefined) return "complex";
  if (value instanceof Integer) return value.kind.startsWith("u") ? "uint" : "int";
  return typeof value === "number" || typeof value === "bigint" ? "int" : "other";
}

function isInteger(value: Value): value is number | bigint | Integer {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Integer;
}

/** Integers of all types compare by their value. */
function numberOf(value: number | bigint | Integer): number | bigint {
  if (!(value instanceof Integer)) return value;
  const small = Number(value.value);
  return Number.isSafeInteger(small) ? small : value.value;
}

function incompatible(a: Value, b: Value): GoError {
  return new GoError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
}
