import { padded, paddedWithBlanks } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { floatText } from "./float-text.ts";
import type { FloatVerb } from "./float-text.ts";
import { isPrintable, quotedRune, runeText } from "./quote.ts";

/** Padded text of an int for a verb, or `undefined` if the verb doesn't fit integers. */
export function intVerb(value: number | bigint, verb: string, flags: Flags): string | undefined {
  if (verb === "d" || verb === "v") return integerText(value, 10, verb, flags);
  return integerVerb(BigInt(value), verb, flags, true);
}

/** Padded text of an integer for a verb, or `undefined` if the verb doesn't fit integers. */
export function integerVerb(
  value: bigint,
  verb: string,
  flags: Flags,
  isSigned: boolean,
): string | undefined {
  switch (verb) {
    case "v":
      return flags.sharpV && !isSigned
        ? integerText(value, 16, "v", { ...flags, sharp: true })
        : integerText(value, 10, verb, flags);
    case "d":
      return integerText(value, 10, verb, flags);
    case "b":
      return integerText(value, 2, verb, flags);
    case "o":
    case "O":
      return integerText(value, 8, verb, flags);
    case "x":
    case "X":
      return integerText(value, 16, verb, flags);
    case "c":
      return padded(runeText(runeNumber(value)), flags);
    case "q":
      return padded(quotedRune(runeNumber(value), flags.plus ? "ascii" : "unicode"), flags);
    case "U":
      return paddedWithBlanks(unicodeText(value, flags), flags);
    default:
      return undefined;
  }
}

/** Padded text of a float for a verb, or `undefined` if the verb doesn't fit floats. */
export function floatVerb(value: number, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case "v":
      return paddedFloat(value, "g", flags.precision, flags);
    case "b":
    case "g":
    case "G":
    case "x":
    case "X":
      return paddedFloat(value, verb, flags.precision, flags);
    case "f":
    case "e":
    case "E":
      return paddedFloat(value, verb, flags.precision ?? 6, flags);
    case "F":
      return paddedFloat(value, "f", flags.precision ?? 6, flags);
    default:
      return undefined;
  }
}

function integerText(value: number | bigint, base: number, verb: string, flags: Flags): string {
  const isZero = value === 0 || value === 0n;
  if (flags.precision === 0 && isZero) return paddedWithBlanks("", flags);
  const size = value < 0 ? -value : value;
  const sign = value < 0 ? "-" : signFlag(flags);
  const least = flags.precision ?? (isZeroPadded(flags) ? (flags.width ?? 0) - sign.length : 0);
  const digits = size.toString(base).padStart(least, "0");
  const text = sign + basePrefix(digits, base, verb, flags) + digits;
  return paddedWithBlanks(verb === "X" ? text.toUpperCase() : text, flags);
}

function signFlag(flags: Flags): string {
  if (flags.plus) return "+";
  return flags.space ? " " : "";
}

function isZeroPadded(flags: Flags): boolean {
  return flags.zero && !flags.minus && flags.width !== undefined;
}

function basePrefix(digits: string, base: number, verb: string, flags: Flags): string {
  if (verb === "O") return flags.sharp && !digits.startsWith("0") ? "0o0" : "0o";
  if (!flags.sharp) return "";
  if (base === 2) return "0b";
  if (base === 16) return "0x";
  return base === 8 && !digits.startsWith("0") ? "0" : "";
}

function runeNumber(value: bigint): number {
  return value < 0n || value > 0x10ffffn ? -1 : Number(value);
}

function unicodeText(value: bigint, { precision, sharp }: Flags): string {
  const number = BigInt.asUintN(64, value);
  const text = `U+${number
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(precision ?? 0, 4), "0")}`;
  if (!sharp || number > 0x10ffffn) return text;
  const rune = String.fromCodePoint(Number(number));
  return isPrintable(rune) ? `${text} '${rune}'` : text;
}

function paddedFloat(
  value: number,
  verb: FloatVerb,
  precision: number | undefined,
  flags: Flags,
): string {
  const plain = floatText(value, verb, precision);
  if (Number.isNaN(value)) return paddedWithBlanks(signFlag(flags) + plain, flags);
  const isNegative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) {
    const sign = isNegative ? "-" : flags.space && !flags.plus ? " " : "+";
    return paddedWithBlanks(sign + plain, flags);
  }
  const text = flags.sharp && verb !== "b" ? withPoint(plain, verb, precision) : plain;
  const sign = isNegative ? "-" : signFlag(flags);
  const missing = isZeroPadded(flags) ? (flags.width ?? 0) - sign.length - text.length : 0;
  return padded(sign + "0".repeat(Math.max(missing, 0)) + text, flags);
}

/** The sharp flag: always a point, and for `%g` the zeros that it usually leaves out. */
function withPoint(text: string, verb: FloatVerb, precision: number | undefined): string {
  const isHex = verb === "x" || verb === "X";
  const [, mantissa = text, tail = ""] =
    (isHex ? /^([^pP]*)(.*)$/ : /^([^eE]*)(.*)$/).exec(text) ?? [];
  const keepsZeros = verb === "g" || verb === "G" || verb === "x";
  const significant = mantissa.replace(".", "").replace(/^0+/, "").length;
  const zeros = keepsZeros ? (precision ?? 6) - significant - (mantissa === "0" ? 1 : 0) : 0;
  const pointed = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  return pointed + "0".repeat(Math.max(zeros, 0)) + tail;
}
