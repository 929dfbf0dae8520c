import { binaryParts, decimalPlaces, shortestDigits, significantDigits } from "./float-digits.ts";
import type { FloatDigits } from "./float-digits.ts";

export type FloatVerb = "e" | "E" | "f" | "g" | "G" | "b" | "x" | "X";

/** From this exponent on the shortest form of `%g` is written with an exponent. */
const SHORTEST_EXPONENT = 6;

/**
 * `strconv.FormatFloat` for a float64, without its sign; `precision` is `undefined` for the fewest digits
 * that read back as the same number. Not a number and infinities are `NaN` and `Inf`.
 */
export function floatText(value: number, verb: FloatVerb, precision?: number): string {
  const size = Math.abs(value);
  if (Number.isNaN(size)) return "NaN";
  if (size === Infinity) return "Inf";
  switch (verb) {
    case "b":
      return binaryText(size);
    case "x":
      return hexText(size, precision);
    case "X":
      return hexText(size, precision).toUpperCase();
    case "f":
      return fixedText(size, precision);
    case "e":
    case "E":
      return exponentText(size, verb, precision);
    case "g":
    case "G":
      return generalText(size, verb === "g" ? "e" : "E", precision);
  }
}

function fixedText(size: number, precision: number | undefined): string {
  const digits = precision === undefined ? shortestDigits(size) : decimalPlaces(size, precision);
  return layFixed(digits, precision ?? Math.max(digits.digits.length - digits.point, 0));
}

function exponentText(size: number, verb: "e" | "E", precision: number | undefined): string {
  if (precision !== undefined) {
    return layExponent(significantDigits(size, precision + 1), verb, precision);
  }
  const digits = shortestDigits(size);
  return layExponent(digits, verb, Math.max(digits.digits.length - 1, 0));
}

function generalText(size: number, verb: "e" | "E", precision: number | undefined): string {
  const wanted = precision === 0 ? 1 : precision;
  const digits = wanted === undefined ? shortestDigits(size) : significantDigits(size, wanted);
  const count = digits.digits.length;
  const limit = wanted === undefined ? SHORTEST_EXPONENT : exponentLimit(wanted, digits);
  const exponent = digits.point - 1;
  if (exponent < -4 || exponent >= limit) {
    return layExponent(digits, verb, Math.max(Math.min(wanted ?? count, count) - 1, 0));
  }
  return layFixed(digits, Math.max(count - digits.point, 0));
}

function exponentLimit(precision: number, { digits, point }: FloatDigits): number {
  return precision > digits.length && digits.length >= point ? digits.length : precision;
}

function layFixed({ digits, point }: FloatDigits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (places === 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${fraction.slice(0, places).padEnd(places, "0")}`;
}

function layExponent({ digits, point }: FloatDigits, verb: "e" | "E", places: number): string {
  const first = digits.charAt(0) || "0";
  const rest = places === 0 ? "" : `.${digits.slice(1).padEnd(places, "0")}`;
  return first + rest + verb + exponentDigits(digits === "" ? 0 : point - 1);
}

function exponentDigits(exponent: number): string {
  return (exponent < 0 ? "-" : "+") + String(Math.abs(exponent)).padStart(2, "0");
}

function binaryText(size: number): string {
  const { mantissa, exponent } = binaryParts(size);
  return `${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}

/** Mantissa as `1.hhh`, exponent to the base of 2. */
function hexText(size: number, precision: number | undefined): string {
  let { mantissa, exponent } = binaryParts(size);
  if (mantissa === 0n) return `0x${layHex("0".padEnd((precision ?? 0) + 1, "0"))}p+00`;
  const shift = 53 - mantissa.toString(2).length;
  mantissa <<= BigInt(shift);
  exponent += 52 - shift;
  if (precision !== undefined && precision < 13) {
    mantissa = roundToHexDigits(mantissa, precision);
    if (mantissa >> 53n === 1n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const digits = mantissa.toString(16);
  const kept =
    precision === undefined ? digits.replace(/0+$/, "") : digits.padEnd(precision + 1, "0");
  return `0x${layHex(kept.slice(0, (precision ?? 13) + 1))}p${exponentDigits(exponent)}`;
}

function layHex(digits: string): string {
  return digits.length <= 1 ? digits : `${digits.charAt(0)}.${digits.slice(1)}`;
}

function roundToHexDigits(mantissa: bigint, precision: number): bigint {
  const dropped = BigInt(52 - 4 * precision);
  const unit = 1n << dropped;
  const rest = mantissa & (unit - 1n);
  const kept = mantissa >> dropped;
  const half = unit >> 1n;
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return (kept + (up ? 1n : 0n)) << dropped;
}
