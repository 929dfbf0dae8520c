import { Float, Integer } from "../value.ts";
import type { Value } from "../value.ts";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** Named integer types that count as `int` when a number is wanted. */
const CALENDAR_TYPES: ReadonlySet<string> = new Set(["time.Month", "time.Weekday"]);

const DECIMAL = /^[+-]?[0-9](?:_?[0-9])*$/;
const PREFIXED = /^[+-]?0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+|(?:_?[0-7])*)$/;
const OCTAL_LIKE = /^[+-]?0_?[0-9]/;
const FLOATING =
  /^[+-]?(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const HEX_FLOAT =
  /^([+-]?)0[xX]((?:_?[0-9a-fA-F])*)(?:\.((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?))?[pP]([+-]?[0-9](?:_?[0-9])*)$/;

/** An `int` of Go, from a count that may exceed what a number holds exactly. */
export function goInt(value: bigint): Value {
  const wrapped = BigInt.asIntN(64, value);
  const small = Number(wrapped);
  return Number.isSafeInteger(small) ? small : wrapped;
}

/** An `int64` of Go; arithmetic wraps around, as it does there. */
export function int64(value: bigint): Integer {
  return new Integer("int64", BigInt.asIntN(64, value));
}

/** What sprig makes of any value that should be a whole number: 0 when it is none. */
export function toInt64(value: Value): bigint {
  switch (typeof value) {
    case "number":
    case "bigint":
      return BigInt(value);
    case "boolean":
      return value ? 1n : 0n;
    case "string":
      return parseInteger(cutZeroDecimals(value)) ?? 0n;
    default:
      break;
  }
  if (value instanceof Float) return truncateFloat(value.value);
  return value instanceof Integer && isPlainNumber(value) ? BigInt.asIntN(64, value.value) : 0n;
}

/** What sprig makes of any value that should be a floating point number: 0 when it is none. */
export function toFloat64(value: Value): number {
  switch (typeof value) {
    case "number":
    case "bigint":
      return Number(value);
    case "boolean":
      return value ? 1 : 0;
    case "string":
      return parseFloat64(value) ?? 0;
    default:
      break;
  }
  if (value instanceof Float) return value.value;
  return value instanceof Integer && isPlainNumber(value) ? Number(value.value) : 0;
}

/** `strconv.ParseInt(text, 0, 64)`: prefixes and underscores as in Go source; `undefined` if it fails. */
export function parseInteger(text: string): bigint | undefined {
  const plain = PREFIXED.test(text) || (DECIMAL.test(text) && !OCTAL_LIKE.test(text));
  if (!plain) return undefined;
  const negative = text.startsWith("-");
  const digits = text.replace(/^[+-]/, "").replaceAll("_", "");
  const magnitude = BigInt(digits.replace(/^0(?=[0-7])/, "0o"));
  return inRange(negative ? -magnitude : magnitude);
}

/** `strconv.ParseInt(text, base, 64)` for the bases 8 and 10. */
export function parseDigits(text: string, base: 8 | 10): bigint | undefined {
  if (!(base === 8 ? /^[+-]?[0-7]+$/ : /^[+-]?[0-9]+$/).test(text)) return undefined;
  const digits = text.replace(/^[+-]/, "");
  const magnitude = BigInt(base === 8 ? `0o${digits}` : digits);
  return inRange(text.startsWith("-") ? -magnitude : magnitude);
}

/**
 * The decimal number of an int64 where the error is not looked at: too large a number becomes the largest
 * there is, what is none becomes 0. A number is too large as soon as its digits are, whatever follows.
 */
export function parseOrLimit(text: string): bigint {
  const exact = parseDigits(text, 10);
  if (exact !== undefined) return exact;
  const [, sign = "", digits = "", rest = ""] = /^([+-]?)([0-9]*)(.*)$/s.exec(text) ?? [];
  if (digits === "" || (rest !== "" && BigInt(digits) <= UINT64_MAX)) return 0n;
  return sign === "-" ? INT64_MIN : INT64_MAX;
}

/** `strconv.ParseFloat`; `undefined` if it fails, which includes values that are too large. */
export function parseFloat64(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (lower === "nan") return NaN;
  if (/^[+-]?inf(?:inity)?$/.test(lower)) return lower.startsWith("-") ? -Infinity : Infinity;
  const value = FLOATING.test(text) ? Number(text.replaceAll("_", "")) : parseHexFloat(text);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** What a conversion from float64 to int64 gives on the usual processors. */
function truncateFloat(value: number): bigint {
  if (Number.isNaN(value) || value >= 2 ** 63 || value < -(2 ** 63)) return INT64_MIN;
  return BigInt(Math.trunc(value));
}

function isPlainNumber(value: Integer): boolean {
  if (CALENDAR_TYPES.has(value.type)) return true;
  return value.type === value.kind && value.kind !== "uintptr";
}

function inRange(value: bigint): bigint | undefined {
  return value < INT64_MIN || value > INT64_MAX ? undefined : value;
}

/** `3.00` counts as a whole number, `3.` does not. */
function cutZeroDecimals(text: string): string {
  return text.replace(/\.0+$/, "");
}

function parseHexFloat(text: string): number | undefined {
  const [, sign, whole = "", fraction = "", exponent = ""] = HEX_FLOAT.exec(text) ?? [];
  const digits = (whole + fraction).replaceAll("_", "");
  if (digits === "") return undefined;
  const places = fraction.replaceAll("_", "").length * 4;
  const size = scaled(Number(BigInt(`0x${digits}`)), Number(exponent.replaceAll("_", "")) - places);
  return sign === "-" ? -size : size;
}

/** `value` × 2^`exponent` in two steps, as the power alone may be out of range. */
export function scaled(value: number, exponent: number): number {
  if (value === 0) return 0;
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}
