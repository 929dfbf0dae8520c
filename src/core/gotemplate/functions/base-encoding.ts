import { Buffer } from "node:buffer";

/** The bytes, or Go's sentence about the first byte that doesn't fit. */
export type Decoded = Buffer | { readonly error: string };

const BASE64 = /^[A-Za-z0-9+/]$/;
const ALPHABET_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const GROUP_32 = 8;

/** RFC 4648 with padding; line breaks are skipped. */
export function decodeBase64(input: Buffer): Decoded {
  const text = input.toString("latin1");
  const wrong = findWrong64(text);
  if (wrong === undefined) return Buffer.from(text, "base64");
  return { error: `illegal base64 data at input byte ${wrong}` };
}

/** The same for base32, whose positions don't count line breaks. */
export function decodeBase32(input: Buffer): Decoded {
  const text = input.toString("latin1").replace(/[\r\n]/g, "");
  const { digits, wrong } = readDigits32(text);
  if (wrong === undefined) return packDigits32(digits);
  return { error: `illegal base32 data at input byte ${wrong}` };
}

export function encodeBase32(input: Buffer): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of input) {
    value = ((value << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += digit32(value >> (bits - 5));
  }
  if (bits > 0) text += digit32(value << (5 - bits));
  return text.padEnd(Math.ceil(text.length / GROUP_32) * GROUP_32, "=");
}

function digit32(value: number): string {
  return ALPHABET_32.charAt(value & 31);
}

/** The position of the first byte that doesn't fit, `undefined` if all do. */
function findWrong64(text: string): number | undefined {
  let inGroup = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\n" || character === "\r") continue;
    if (character === "=") return findWrongPadding64(text, index, inGroup);
    if (!BASE64.test(character)) return index;
    inGroup = (inGroup + 1) % 4;
  }
  return inGroup === 0 ? undefined : text.length - inGroup;
}

function findWrongPadding64(text: string, index: number, inGroup: number): number | undefined {
  if (inGroup < 2) return index;
  let next = skipBreaks(text, index + 1);
  if (inGroup === 2) {
    if (next === text.length) return next;
    if (text.charAt(next) !== "=") return next - 1;
    next = skipBreaks(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipBreaks(text: string, from: number): number {
  let index = from;
  while (text.charAt(index) === "\n" || text.charAt(index) === "\r") index += 1;
  return index;
}

function readDigits32(text: string): {
  readonly digits: readonly number[];
  readonly wrong?: number;
} {
  const digits: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const inGroup = digits.length % GROUP_32;
    const digit = ALPHABET_32.indexOf(text.charAt(index));
    if (digit >= 0) {
      digits.push(digit);
      continue;
    }
    const isPadding = text.charAt(index) === "=" && inGroup >= 2 && text.length - index <= GROUP_32;
    const wrong = isPadding ? findWrongPadding32(text, index, inGroup) : index;
    return wrong === undefined ? { digits } : { digits, wrong };
  }
  const missing = digits.length % GROUP_32;
  return missing === 0 ? { digits } : { digits, wrong: text.length - missing };
}

/** 1, 3 and 6 digits are no whole bytes. */
function findWrongPadding32(text: string, index: number, inGroup: number): number | undefined {
  const expected = GROUP_32 - 1 - inGroup;
  if (text.length - index - 1 < expected) return text.length;
  const rest = text.slice(index + 1, index + 1 + expected);
  const stray = rest.search(/[^=]/);
  if (stray >= 0) return index + stray;
  return inGroup === 3 || inGroup === 6 ? index : undefined;
}

function packDigits32(digits: readonly number[]): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const digit of digits) {
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
