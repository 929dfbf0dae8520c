import { Float, GoMap, Integer, Slice, type Value } from "../gotemplate/value.ts";

/**
 * The order in which yaml.v2 writes the keys of a map: numbers and booleans by size, then strings in
 * natural order (`a9` before `a10`, other characters before letters). It is no total order: of `a9`,
 * `a10` and `a1b` each comes before the next and the last before the first, and Go's result is random.
 */
export function compareKeys(a: Value, b: Value): number {
  const left = toNumber(a);
  const right = toNumber(b);
  if (left !== undefined && right !== undefined) {
    return left - right || kindRank(a) - kindRank(b) || compareExactly(a, b);
  }
  if (typeof a === "string" && typeof b === "string") return compareNaturally(a, b);
  return kindRank(a) - kindRank(b);
}

function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return value instanceof Float || value instanceof Integer ? Number(value.value) : undefined;
}

const INTEGER_KINDS = [
  "int8",
  "int16",
  "int32",
  "int64",
  "uint",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "uintptr",
];

/** The order of Go's reflect.Kind; a nil key has the kind of an interface. */
function kindRank(value: Value): number {
  if (value === null) return 20;
  if (typeof value === "boolean") return 1;
  if (typeof value === "number" || typeof value === "bigint") return 2;
  if (value instanceof Integer) return 3 + INTEGER_KINDS.indexOf(value.kind);
  if (value instanceof Float) return 14;
  if (value instanceof GoMap) return 21;
  if (value instanceof Slice) return 23;
  return typeof value === "string" ? 24 : 25;
}

/** Of one kind and equal as float64, which has not enough digits for large integers. */
function compareExactly(a: Value, b: Value): number {
  const left = exactInteger(a);
  const right = exactInteger(b);
  return left < right ? -1 : Number(left > right);
}

function exactInteger(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  return value instanceof Integer ? value.value : 0n;
}

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const ASCII_LETTERS = /^[A-Za-z]+$/;

function compareNaturally(left: string, right: string): number {
  // As most keys are: then their order is that of their bytes.
  if (ASCII_LETTERS.test(left) && ASCII_LETTERS.test(right)) {
    return left < right ? -1 : Number(left > right);
  }
  const a = toRunes(left);
  const b = toRunes(right);
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [first = "", second = ""] = [a[index], b[index]];
    if (first !== second) return compareFrom(a, b, index);
  }
  return a.length - b.length;
}

/** Go sees U+FFFD for each byte that is not UTF-8. */
function toRunes(text: string): readonly string[] {
  return Array.from(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
}

/** From the first character that differs on. */
function compareFrom(a: readonly string[], b: readonly string[], index: number): number {
  const first = a[index] ?? "";
  const second = b[index] ?? "";
  const byCode = (first.codePointAt(0) ?? 0) - (second.codePointAt(0) ?? 0);
  const isLetter = LETTER.test(first);
  if (isLetter && LETTER.test(second)) return byCode;
  if (isLetter || LETTER.test(second)) return isLetter ? 1 : -1;
  const seed = (first === "0" || second === "0") && followsNumber(a, index) ? 1n : 0n;
  const left = digitsFrom(a, index, seed);
  const right = digitsFrom(b, index, seed);
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.end - right.end || byCode;
}

/** Is the number that goes on here already above zero? A zero then is no leading zero. */
function followsNumber(characters: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && DIGIT.test(characters[at] ?? ""); at -= 1) {
    if (characters[at] !== "0") return true;
  }
  return false;
}

function digitsFrom(
  characters: readonly string[],
  index: number,
  seed: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = seed;
  let end = index;
  while (end < characters.length && DIGIT.test(characters[end] ?? "")) {
    const digit = (characters[end]?.codePointAt(0) ?? 0) - 0x30;
    // The original counts in int64 and wraps around.
    value = BigInt.asIntN(64, value * 10n + BigInt(digit));
    end += 1;
  }
  return { value, end };
}
