import { isBlank, isBlankOrEnd, isBreak, isHexDigit, isOneOf } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

/** A scalar in quotes. Throws a YamlError. */
export function scanQuotedScalar(cursor: Cursor, style: "single-quoted" | "double-quoted"): Token {
  const start = cursor.mark();
  const quote = style === "single-quoted" ? 0x27 : 0x22;
  const scanWord = style === "single-quoted" ? scanSingleQuotedWord : scanDoubleQuotedWord;
  cursor.skip();
  const parts: string[] = [];
  for (;;) {
    if (cursor.atDocumentIndicator()) throw cursor.error("found unexpected document indicator");
    if (cursor.code() === 0) throw cursor.error("found unexpected end of stream");
    const continues = scanWord(cursor, parts);
    cursor.assertReadable(2);
    if (cursor.code() === quote) break;
    parts.push(foldedSpace(scanSpace(cursor, continues)));
  }
  cursor.skip();
  return { kind: "scalar", value: parts.join(""), style, start, end: cursor.mark() };
}

export type PlainContext = {
  /** The column of the block collection around it, -1 for none. */
  readonly parentIndent: number;
  readonly inFlow: boolean;
};

/** A scalar without quotes; `endsLine` tells that a line break follows it. Throws a YamlError. */
export function scanPlainScalar(
  cursor: Cursor,
  context: PlainContext,
): { readonly token: Token; readonly endsLine: boolean } {
  const start = cursor.mark();
  let end = start;
  let space = NO_SPACE;
  const parts: string[] = [];
  const endsWord = context.inFlow ? endsFlowWord : endsBlockWord;
  while (!cursor.atDocumentIndicator() && cursor.code() !== 0x23) {
    const word = readPlainWord(cursor, endsWord);
    if (word !== "") {
      parts.push(foldedSpace(space), word);
      space = NO_SPACE;
      end = cursor.mark();
    }
    const next = cursor.code();
    if (!isBlank(next) && !isBreak(next)) break;
    space = scanPlainSpace(cursor, context);
    if (!context.inFlow && cursor.column <= context.parentIndent) break;
  }
  const token = { kind: "scalar", value: parts.join(""), style: "plain", start, end } as const;
  return { token, endsLine: space.lineBreak !== "" };
}

/** White space between two words: blanks of one line, or a line break and the empty lines after it. */
type Space = { readonly blanks: string; readonly lineBreak: string; readonly emptyLines: string };

const NO_SPACE: Space = { blanks: "", lineBreak: "", emptyLines: "" };

function foldedSpace({ blanks, lineBreak, emptyLines }: Space): string {
  if (lineBreak === "") return emptyLines === "" ? blanks : emptyLines;
  if (lineBreak !== "\n") return lineBreak + emptyLines;
  return emptyLines === "" ? " " : emptyLines;
}

/** `continues`: an escaped line break came just before, so that blanks are indentation. */
function scanSpace(cursor: Cursor, continues: boolean): Space {
  let blanks = "";
  let lineBreak = "";
  let emptyLines = "";
  let onNewLine = continues;
  for (;;) {
    const code = cursor.code();
    if (isBlank(code)) {
      const read = cursor.readWhile(isBlank);
      if (!onNewLine) blanks += read;
    } else if (isBreak(code)) {
      if (onNewLine) emptyLines += cursor.readBreak();
      else lineBreak = cursor.readBreak();
      onNewLine = true;
    } else {
      return { blanks: onNewLine ? "" : blanks, lineBreak, emptyLines };
    }
  }
}

function scanSingleQuotedWord(cursor: Cursor, parts: string[]): boolean {
  for (;;) {
    parts.push(cursor.readWhile((code) => !isBlankOrEnd(code) && code !== 0x27));
    if (cursor.code() !== 0x27 || cursor.code(1) !== 0x27) return false;
    parts.push("'");
    cursor.skip(2);
  }
}

/** Tells whether the word ends in an escaped line break. */
function scanDoubleQuotedWord(cursor: Cursor, parts: string[]): boolean {
  for (;;) {
    parts.push(cursor.readWhile((code) => !isBlankOrEnd(code) && code !== 0x22 && code !== 0x5c));
    if (cursor.code() !== 0x5c) return false;
    if (isBreak(cursor.code(1))) {
      cursor.skip();
      cursor.readBreak();
      return true;
    }
    parts.push(scanEscape(cursor));
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\u001b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

const ESCAPE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function scanEscape(cursor: Cursor): string {
  cursor.assertReadable(2);
  const letter = String.fromCharCode(cursor.code(1));
  const simple = ESCAPES.get(letter);
  const length = ESCAPE_LENGTHS.get(letter);
  if (simple === undefined && length === undefined) {
    throw cursor.error("found unknown escape character");
  }
  cursor.skip(2);
  return simple ?? scanCharacterCode(cursor, length ?? 0);
}

function scanCharacterCode(cursor: Cursor, length: number): string {
  cursor.assertReadable(length);
  for (let index = 0; index < length; index += 1) {
    if (!isHexDigit(cursor.code(index))) {
      throw cursor.error("did not find expected hexdecimal number");
    }
  }
  const code = Number.parseInt(cursor.text.slice(cursor.offset, cursor.offset + length), 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw cursor.error("found invalid Unicode character escape code");
  }
  cursor.skip(length);
  return String.fromCodePoint(code);
}

function readPlainWord(cursor: Cursor, endsWord: (code: number, next: number) => boolean): string {
  const { text, offset } = cursor;
  let end = offset;
  for (;;) {
    const code = text.charCodeAt(end);
    if (isBlankOrEnd(code) || endsWord(code, text.charCodeAt(end + 1))) break;
    end += 1;
  }
  cursor.skip(end - offset);
  cursor.assertReadable(2);
  return text.slice(offset, end);
}

function endsBlockWord(code: number, next: number): boolean {
  return code === 0x3a && isBlankOrEnd(next);
}

function endsFlowWord(code: number, next: number): boolean {
  return endsBlockWord(code, next) || isOneOf(code, ",?[]{}");
}

function scanPlainSpace(cursor: Cursor, context: PlainContext): Space {
  let { blanks, lineBreak, emptyLines } = NO_SPACE;
  for (;;) {
    const code = cursor.code();
    const onNewLine = lineBreak !== "";
    if (onNewLine && code === 0x09 && cursor.column <= context.parentIndent) {
      throw cursor.error("found a tab character that violates indentation");
    }
    if (isBlank(code)) {
      if (!onNewLine) blanks += String.fromCharCode(code);
      cursor.skip();
    } else if (isBreak(code)) {
      if (onNewLine) emptyLines += cursor.readBreak();
      else lineBreak = cursor.readBreak();
      blanks = "";
    } else {
      return { blanks, lineBreak, emptyLines };
    }
  }
}
