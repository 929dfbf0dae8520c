import {
  isBlank,
  isBlankOrEnd,
  isBreakOrEnd,
  isDigit,
  isHexDigit,
  isOneOf,
  isWord,
  utf8Width,
} from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";
import { fromBytes } from "../gotemplate/functions/byte-string.ts";

/** `&name` or `*name`. Throws a YamlError. */
export function scanAnchor(cursor: Cursor, kind: "anchor" | "alias"): Token {
  const start = cursor.mark();
  cursor.skip();
  const name = cursor.readWhile(isWord);
  const next = cursor.code();
  if (name === "" || !(isBlankOrEnd(next) || isOneOf(next, "?:,]}%@`"))) {
    throw cursor.error("did not find expected alphabetic or numeric character");
  }
  return { kind, name, start, end: cursor.mark() };
}

/** `!suffix`, `!handle!suffix`, `!<uri>` or `!`. Throws a YamlError. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark();
  const { handle, suffix } = cursor.code(1) === 0x3c ? scanVerbatim(cursor) : scanShorthand(cursor);
  if (!isBlankOrEnd(cursor.code())) {
    throw cursor.error("did not find expected whitespace or line break");
  }
  return { kind: "tag", handle, suffix, start, end: cursor.mark() };
}

/** A line that starts with `%`, its line break included. Throws a YamlError. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark();
  cursor.skip();
  const name = scanDirectiveName(cursor);
  const content = scanDirectiveContent(cursor, name);
  const end = cursor.mark();
  cursor.readWhile(isBlank);
  if (cursor.code() === 0x23) cursor.readWhile((code) => !isBreakOrEnd(code));
  if (!isBreakOrEnd(cursor.code())) {
    throw cursor.error("did not find expected comment or line break");
  }
  cursor.readBreak();
  return { ...content, start, end };
}

type DirectiveContent =
  | { readonly kind: "version-directive"; readonly major: number; readonly minor: number }
  | { readonly kind: "tag-directive"; readonly handle: string; readonly prefix: string };

type TagParts = { readonly handle: string; readonly suffix: string };

function scanVerbatim(cursor: Cursor): TagParts {
  cursor.skip(2);
  const suffix = scanUri(cursor, "");
  if (cursor.code() !== 0x3e) throw cursor.error("did not find the expected '>'");
  cursor.skip();
  return { handle: "", suffix };
}

function scanShorthand(cursor: Cursor): TagParts {
  const handle = scanHandle(cursor);
  if (handle.length > 1 && handle.endsWith("!")) return { handle, suffix: scanUri(cursor, "") };
  const suffix = scanUri(cursor, handle);
  // `!` alone: a tag that is its own name, resolved by no handle.
  return suffix === "" ? { handle: "", suffix: "!" } : { handle: "!", suffix };
}

/** `!`, `!!` or `!word!`; `!word` is the start of a shorthand with the handle `!`. */
function scanHandle(cursor: Cursor): string {
  if (cursor.code() !== 0x21) throw cursor.error("did not find expected '!'");
  cursor.skip();
  const word = cursor.readWhile(isWord);
  if (cursor.code() !== 0x21) return `!${word}`;
  cursor.skip();
  return `!${word}!`;
}

/** `head` is a handle that turned out to be the start of the suffix. */
function scanUri(cursor: Cursor, head: string): string {
  let uri = head.slice(1);
  let found = head !== "";
  for (;;) {
    const part = cursor.readWhile((code) => isWord(code) || isOneOf(code, ";/?:@&=+$,.!~*'()[]"));
    const escaped = cursor.code() === 0x25 ? scanEscapedCharacter(cursor) : "";
    if (part === "" && escaped === "") break;
    uri += part + escaped;
    found = true;
  }
  if (!found) throw cursor.error("did not find expected tag URI");
  return uri;
}

function scanEscapedCharacter(cursor: Cursor): string {
  const octets = [scanOctet(cursor)];
  const width = utf8Width(octets[0] ?? 0);
  if (width === 0) throw cursor.error("found an incorrect leading UTF-8 octet");
  while (octets.length < width) {
    const octet = scanOctet(cursor);
    if ((octet & 0xc0) !== 0x80) throw cursor.error("found an incorrect trailing UTF-8 octet");
    octets.push(octet);
  }
  return fromBytes(Uint8Array.from(octets));
}

function scanOctet(cursor: Cursor): number {
  cursor.assertReadable(3);
  if (cursor.code() !== 0x25 || !isHexDigit(cursor.code(1)) || !isHexDigit(cursor.code(2))) {
    throw cursor.error("did not find URI escaped octet");
  }
  const octet = Number.parseInt(cursor.text.slice(cursor.offset + 1, cursor.offset + 3), 16);
  cursor.skip(3);
  return octet;
}

function scanDirectiveName(cursor: Cursor): string {
  const name = cursor.readWhile(isWord);
  if (name === "") throw cursor.error("could not find expected directive name");
  if (!isBlankOrEnd(cursor.code())) {
    throw cursor.error("found unexpected non-alphabetical character");
  }
  return name;
}

function scanDirectiveContent(cursor: Cursor, name: string): DirectiveContent {
  if (name !== "YAML" && name !== "TAG") throw cursor.error("found unknown directive name");
  cursor.readWhile(isBlank);
  return name === "YAML" ? scanVersion(cursor) : scanTagDirective(cursor);
}

function scanVersion(cursor: Cursor): DirectiveContent {
  const major = scanVersionNumber(cursor);
  if (cursor.code() !== 0x2e) {
    throw cursor.error("did not find expected digit or '.' character");
  }
  cursor.skip();
  return { kind: "version-directive", major, minor: scanVersionNumber(cursor) };
}

const MAX_VERSION_DIGITS = 2;

function scanVersionNumber(cursor: Cursor): number {
  let digits = "";
  while (isDigit(cursor.code())) {
    if (digits.length === MAX_VERSION_DIGITS) {
      throw cursor.error("found extremely long version number");
    }
    digits += String.fromCharCode(cursor.code());
    cursor.skip();
  }
  if (digits === "") throw cursor.error("did not find expected version number");
  return Number(digits);
}

function scanTagDirective(cursor: Cursor): DirectiveContent {
  const handle = scanHandle(cursor);
  if (handle !== "!" && !handle.endsWith("!")) throw cursor.error("did not find expected '!'");
  if (!isBlank(cursor.code())) throw cursor.error("did not find expected whitespace");
  cursor.readWhile(isBlank);
  const prefix = scanUri(cursor, "");
  if (!isBlankOrEnd(cursor.code())) {
    throw cursor.error("did not find expected whitespace or line break");
  }
  return { kind: "tag-directive", handle, prefix };
}
