import { complexValue } from "./fmt/complex.ts";
import { quoted } from "./fmt/quote.ts";
import { joinBytes } from "./functions/byte-string.ts";
import { isByte } from "./functions/characters.ts";
import { goInt, parseFloat64, parseInteger } from "./functions/numbers.ts";
import type { NumberLiteral } from "./node.ts";
import type { Token } from "./token.ts";
import { Float } from "./value.ts";
import type { Value } from "./value.ts";

/** A literal that is none; the message is Go's. */
export class LiteralError extends Error {}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

const LONE_BYTES = /[\udc80-\udcff]/gu;
const LONGEST_ESCAPE = "\\U0010ffff".length;

/** Reads a number or character constant. Throws a LiteralError. */
export function readNumber(token: Token): NumberLiteral {
  if (token.kind === "character") return wholeNumber(token, BigInt(readCharacter(token.text)));
  if (token.kind === "complex") return readComplex(token);
  const imaginary = token.text.endsWith("i") ? parseFloat64(token.text.slice(0, -1)) : undefined;
  if (imaginary !== undefined) return complexNumber(token, 0, imaginary);
  const integer = parseInteger(token.text);
  if (integer !== undefined) return wholeNumber(token, integer);
  const unsigned = parseUnsigned(token.text);
  if (unsigned !== undefined) {
    const number = { integer: undefined, unsigned, float: Number(unsigned), value: undefined };
    return { kind: "number", position: token.position, text: token.text, ...number };
  }
  const float = parseFloat64(token.text);
  if (float === undefined) throw new LiteralError(`illegal number syntax: ${quoted(token.text)}`);
  if (!/[.eEpP]/.test(token.text))
    throw new LiteralError(`integer overflow: ${quoted(token.text)}`);
  return floatNumber(token, float, new Float(float));
}

/** `strconv.Unquote` of a text in double or back quotes. Throws a LiteralError. */
export function readText(token: Token): string {
  const inner = token.text.slice(1, -1);
  if (token.kind === "raw-string") return inner.replaceAll("\r", "");
  let text = "";
  for (let index = 0; index < inner.length;) {
    const escape = inner.indexOf("\\", index);
    const end = escape < 0 ? inner.length : escape;
    text += inner.slice(index, end).replace(LONE_BYTES, "\ufffd");
    if (escape < 0) break;
    const { value, length } = readEscape(inner.slice(end, end + LONGEST_ESCAPE), '"');
    text += value;
    index = end + length;
  }
  return joinBytes(text);
}

function wholeNumber(token: Token, integer: bigint): NumberLiteral {
  // A hexadecimal number may contain an e, and `'.'` a point.
  const isFloat = /[.eEpP]/.test(token.text) && !/^(?:'|0[xX][^pP]*$)/.test(token.text);
  // Go takes a sign for a mark of signed numbers, except on zero.
  const isUnsigned = integer === 0n || (integer > 0n && !/^[+-]/.test(token.text));
  return {
    kind: "number",
    position: token.position,
    text: token.text,
    value: isFloat ? new Float(Number(integer)) : goInt(integer),
    integer,
    unsigned: isUnsigned ? integer : undefined,
    float: Number(integer),
  };
}

function floatNumber(token: Token, float: number, value: Value): NumberLiteral {
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  const isSigned = whole !== undefined && whole >= INT64_MIN && whole <= INT64_MAX;
  const isUnsigned = whole !== undefined && whole >= 0n && whole <= UINT64_MAX;
  return {
    kind: "number",
    position: token.position,
    text: token.text,
    value,
    integer: isSigned ? whole : undefined,
    unsigned: isUnsigned ? whole : undefined,
    float,
  };
}

/** `strconv.ParseUint` with prefixes, for what is too large to be signed. */
function parseUnsigned(text: string): bigint | undefined {
  if (/^[+-]/.test(text)) return undefined;
  const digits = text.replaceAll("_", "").replace(/^0(?=[0-9])/, "0o");
  // The syntax is that of small numbers: a text without its last digits shows it.
  if (!/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/.test(digits)) return undefined;
  if (/__|_$|^_/.test(text)) return undefined;
  const value = BigInt(digits);
  return value <= UINT64_MAX ? value : undefined;
}

const FLOAT =
  "(?:0[xX][0-9a-fA-F_]*(?:\\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|[0-9_]*(?:\\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)";
/** What Go scans for a complex number: the parts may be wrong, but are decimal or hexadecimal. */
const COMPLEX = new RegExp(`^([+-]?${FLOAT})([+-](?!i)${FLOAT})i$`);

function readComplex(token: Token): NumberLiteral {
  const [, real, imaginary] = COMPLEX.exec(token.text) ?? [];
  if (real === undefined || imaginary === undefined) {
    throw new LiteralError("syntax error scanning complex number");
  }
  return complexNumber(token, readPart(real), readPart(imaginary));
}

function readPart(text: string): number {
  const value = parseFloat64(text);
  if (value !== undefined) return value;
  const isTooLarge =
    parseFloat64(text.replace(/([eEpP])[+-]?[0-9](?:_?[0-9])*$/, "$10")) !== undefined;
  const problem = isTooLarge ? "value out of range" : "invalid syntax";
  throw new LiteralError(`strconv.ParseFloat: parsing ${quoted(text)}: ${problem}`);
}

/** A complex number without an imaginary part fits the other types too. */
function complexNumber(token: Token, real: number, imaginary: number): NumberLiteral {
  const number = floatNumber(token, real, complexValue(real, imaginary));
  if (imaginary === 0) return number;
  return { ...number, integer: undefined, unsigned: undefined, float: undefined };
}

function readCharacter(text: string): number {
  const inner = text.slice(1);
  if (inner.startsWith("'")) throw new LiteralError("invalid syntax");
  const [rune = ""] = inner;
  const { code, length } = inner.startsWith("\\")
    ? readEscape(inner.slice(0, LONGEST_ESCAPE), "'")
    : { code: isByte(rune) ? 0xfffd : (rune.codePointAt(0) ?? 0), length: rune.length };
  if (inner.slice(length) === "'") return code;
  throw new LiteralError(`malformed character constant: ${text}`);
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

type Escape = { readonly value: string; readonly code: number; readonly length: number };

/** Reads the escape that `text` starts with; each quote may be escaped only inside its like. */
function readEscape(text: string, quote: '"' | "'"): Escape {
  const letter = text.charAt(1);
  const simple = letter === quote ? quote : SIMPLE_ESCAPES.get(letter);
  if (simple !== undefined) return { value: simple, code: simple.charCodeAt(0), length: 2 };
  const [escape, hex, octal, short, long] =
    /^\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text) ?? [];
  if (escape === undefined) throw new LiteralError("invalid syntax");
  if (hex !== undefined || octal !== undefined) {
    return byteEscape(hex === undefined ? parseInt(octal ?? "", 8) : parseInt(hex, 16), escape);
  }
  return runeEscape(parseInt(short ?? long ?? "", 16), escape);
}

function byteEscape(code: number, escape: string): Escape {
  if (code > 0xff) throw new LiteralError("invalid syntax");
  const value = String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
  return { value, code, length: escape.length };
}

function runeEscape(code: number, escape: string): Escape {
  const isRune = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (!isRune) throw new LiteralError("invalid syntax");
  return { value: String.fromCodePoint(code), code, length: escape.length };
}
