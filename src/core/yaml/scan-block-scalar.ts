import { isBlank, isBreak, isBreakOrEnd, isDigit } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

/**
 * `|` or `>` with its content. `parentIndent` is the column of the collection around it, -1 for none.
 * Throws a YamlError.
 */
export function scanBlockScalar(
  cursor: Cursor,
  style: "literal" | "folded",
  parentIndent: number,
): Token {
  const start = cursor.mark();
  cursor.skip();
  const { chomping, increment } = scanHeader(cursor);
  const asked = increment === 0 ? undefined : Math.max(parentIndent, 0) + increment;
  const opening = scanEmptyLines(cursor, asked);
  const indent = asked ?? Math.max(opening.deepest, parentIndent + 1, 1);
  const lines = scanLines(cursor, indent, opening.breaks, style);
  const tail = { strip: "", clip: lines.lastBreak, keep: lines.lastBreak + lines.trailing };
  return { kind: "scalar", value: lines.text + tail[chomping], style, start, end: cursor.mark() };
}

type Header = { chomping: "strip" | "clip" | "keep"; increment: number };

/** The indicators may come in either order. */
function scanHeader(cursor: Cursor): Header {
  const header: Header = { chomping: "clip", increment: 0 };
  if (scanChomping(cursor, header)) scanIncrement(cursor, header);
  else if (scanIncrement(cursor, header)) scanChomping(cursor, header);
  cursor.readWhile(isBlank);
  if (cursor.code() === 0x23) cursor.readWhile((code) => !isBreakOrEnd(code));
  if (!isBreakOrEnd(cursor.code())) {
    throw cursor.error("did not find expected comment or line break");
  }
  cursor.readBreak();
  return header;
}

function scanChomping(cursor: Cursor, header: Header): boolean {
  const code = cursor.code();
  if (code !== 0x2b && code !== 0x2d) return false;
  header.chomping = code === 0x2b ? "keep" : "strip";
  cursor.skip();
  return true;
}

function scanIncrement(cursor: Cursor, header: Header): boolean {
  const code = cursor.code();
  if (!isDigit(code)) return false;
  if (code === 0x30) throw cursor.error("found an indentation indicator equal to 0");
  header.increment = code - 0x30;
  cursor.skip();
  return true;
}

type Lines = { readonly text: string; readonly lastBreak: string; readonly trailing: string };

function scanLines(
  cursor: Cursor,
  indent: number,
  opening: string,
  style: "literal" | "folded",
): Lines {
  const parts: string[] = [];
  let lastBreak = "";
  let trailing = opening;
  let previousIsIndented = false;
  while (cursor.column === indent && cursor.code() !== 0) {
    const isIndented = isBlank(cursor.code());
    const folds = style === "folded" && !previousIsIndented && !isIndented && lastBreak === "\n";
    if (!folds) parts.push(lastBreak);
    else if (trailing === "") parts.push(" ");
    parts.push(
      trailing,
      cursor.readWhile((code) => !isBreakOrEnd(code)),
    );
    previousIsIndented = isIndented;
    lastBreak = cursor.readBreak();
    trailing = scanEmptyLines(cursor, indent).breaks;
  }
  return { text: parts.join(""), lastBreak, trailing };
}

/**
 * Lines with nothing but indentation, and the indentation of the next line; without `indent`, all
 * leading spaces count as indentation and `deepest` is the widest of them.
 */
function scanEmptyLines(
  cursor: Cursor,
  indent: number | undefined,
): { readonly breaks: string; readonly deepest: number } {
  const limit = indent ?? Number.POSITIVE_INFINITY;
  let breaks = "";
  let deepest = 0;
  for (;;) {
    while (cursor.column < limit && cursor.code() === 0x20) cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if (cursor.column < limit && cursor.code() === 0x09) {
      throw cursor.error("found a tab character where an indentation space is expected");
    }
    if (!isBreak(cursor.code())) return { breaks, deepest };
    breaks += cursor.readBreak();
  }
}
