import { Buffer } from "node:buffer";

import { utf8Width } from "./characters.ts";
import { YamlError } from "./yaml-error.ts";
import { fromBytes, toBytes } from "../gotemplate/functions/byte-string.ts";

/** A text that can be scanned. */
export type Source = {
  readonly text: string;
  /** Why it can't be read further: it is an error only for those who come to the end of `text`. */
  readonly failure?: YamlError;
};

/** What YAML forbids. With the `u` flag a surrogate matches only where it stands alone: a single byte. */
const FOREIGN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff]/u;

/** The text without a byte order mark, as far as it is YAML. UTF-16 with a mark is converted. */
export function readSource(text: string): Source {
  const found = FOREIGN.exec(text);
  if (found === null) return { text: withoutMark(text) };
  if (text.startsWith("\udcff\udcfe")) return readUtf16(toBytes(text).subarray(2));
  if (text.startsWith("\udcfe\udcff")) return readUtf16(swapped(toBytes(text).subarray(2)));
  return readUntil(text, found.index);
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** yaml.v2 reads so many bytes at a time, and scans those before the ones it can't read. */
const CHUNK = 512;

function readUntil(text: string, index: number): Source {
  const before = text.slice(0, index);
  const bytes = toBytes(text);
  const at = toBytes(before).length;
  const width = utf8Width(bytes[at] ?? 0);
  const character = bytes.subarray(at, at + width);
  const isComplete = character.length === width;
  const read = isComplete ? startOfChunk(bytes, at, at + Math.max(width, 1)) : at;
  return {
    text: withoutMark(fromBytes(bytes.subarray(0, read))),
    failure: failureAfter(before, reasonAgainst(character, width)),
  };
}

/** Where the chunk begins that holds the character from `at` to `end`: characters are never cut. */
function startOfChunk(bytes: Buffer, at: number, end: number): number {
  let start = 0;
  while (end > start + CHUNK) {
    start = Math.min(start + CHUNK, at);
    while (start < at && isTrailing(bytes[start] ?? 0)) start -= 1;
  }
  return start;
}

/** yaml.v2 names no line here, so the text doesn't, but the error does. */
function failureAfter(before: string, reason: string): YamlError {
  const line = before.split(/\r\n|[\r\n\u0085\u2028\u2029]/).length;
  return new YamlError("syntax", reason, { line });
}

const CONTROL = "control characters are not allowed";
/** The least code point for each width; those below have a shorter form. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

function reasonAgainst(character: Buffer, width: number): string {
  if (width === 0) return "invalid leading UTF-8 octet";
  if (character.length < width) return "incomplete UTF-8 octet sequence";
  const [lead = 0, ...rest] = character;
  if (!rest.every(isTrailing)) return "invalid trailing UTF-8 octet";
  const mask = width === 1 ? 0x7f : 0xff >> (width + 1);
  const code = rest.reduce((bits, octet) => (bits << 6) + (octet & 0x3f), lead & mask);
  if (code < (LEAST[width] ?? 0)) return "invalid length of a UTF-8 sequence";
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? CONTROL : "invalid Unicode character";
}

function isTrailing(octet: number): boolean {
  return (octet & 0xc0) === 0x80;
}

/** The bytes of UTF-16 in the other order; a last one that is alone stays as it is. */
function swapped(bytes: Buffer): Buffer {
  const even = bytes.length - (bytes.length % 2);
  return Buffer.concat([Buffer.from(bytes.subarray(0, even)).swap16(), bytes.subarray(even)]);
}

/** `bytes` come after a mark of two. */
function readUtf16(bytes: Buffer): Source {
  const text = bytes.toString("utf16le");
  const index = FOREIGN.exec(text)?.index ?? text.length;
  if (index === text.length && bytes.length % 2 === 0) return { text };
  const reason = reasonAgainstUnit(text, index);
  const at = 2 * (index + 1);
  const read = reason.startsWith("incomplete") ? at : at - (at % CHUNK);
  return {
    text: text.slice(0, Math.max(read / 2 - 1, 0)),
    failure: failureAfter(text.slice(0, index), reason),
  };
}

function reasonAgainstUnit(text: string, index: number): string {
  if (index === text.length) return "incomplete UTF-16 character";
  const unit = text.charCodeAt(index);
  if (unit >= 0xdc00 && unit <= 0xdfff) return "unexpected low surrogate area";
  if (unit < 0xd800 || unit > 0xdfff) return CONTROL;
  return index + 1 === text.length
    ? "incomplete UTF-16 surrogate pair"
    : "expected low surrogate area";
}
