import { byteLength, fromBytes, sliceBytes, toBytes } from "./byte-string.ts";
import { assertTextSize } from "./limits.ts";

const MARK = "...";
const BLANK = 0x20;

/** Cuts a text to `width` bytes, the last three being dots; widths below 4 change nothing. */
export function abbreviate(width: number, text: string): string {
  if (width < 4 || byteLength(text) <= width) return text;
  return sliceBytes(text, 0, width - MARK.length) + MARK;
}

/** Cuts on both sides: begins near byte `offset` and is `width` bytes long, dots included. */
export function abbreviateBoth(offset: number, width: number, text: string): string {
  const length = byteLength(text);
  if (width < 4 || (offset > 0 && width < 7) || length <= width) return text;
  const room = width - MARK.length;
  const latest = Math.min(offset, length);
  const start = length - latest < room ? length - room : latest;
  if (start <= 4) return sliceBytes(text, 0, room) + MARK;
  if (width < 7) return "";
  if (start + room < length) return MARK + abbreviateRest(room, sliceBytes(text, start));
  return MARK + sliceBytes(text, length - room);
}

export type WrapOptions = {
  /** In bytes; below 1 counts as 1. */
  readonly width: number;
  readonly separator: string;
  /** Whether words longer than a line are broken. */
  readonly breakWords: boolean;
};

/** Breaks a text at blanks; blanks at the start of a line are dropped, line ends in the text are not seen. */
export function wrapText(text: string, { width, separator, breakWords }: WrapOptions): string {
  const bytes = toBytes(text);
  const limit = Math.max(width, 1);
  assertTextSize(text.length + Math.ceil(bytes.length / limit) * separator.length);
  const lines: string[] = [];
  let start = 0;
  while (bytes.length - start > limit) {
    if (bytes[start] === BLANK) {
      start += 1;
      continue;
    }
    const { end, next } = lineEnd(bytes, start, limit, breakWords);
    lines.push(fromBytes(bytes.subarray(start, end)));
    if (next > bytes.length) return lines.join(separator);
    start = next;
  }
  return [...lines, fromBytes(bytes.subarray(start))].join(separator);
}

function abbreviateRest(width: number, text: string): string {
  return width < 4 ? "" : abbreviate(width, text);
}

/** Where a line ends and the next begins; a `next` behind the text says that nothing follows. */
function lineEnd(
  bytes: Uint8Array,
  start: number,
  width: number,
  breakWords: boolean,
): { readonly end: number; readonly next: number } {
  const blank = bytes.subarray(start, start + width + 1).lastIndexOf(BLANK);
  if (blank >= 0) return { end: start + blank, next: start + blank + 1 };
  if (breakWords) return { end: start + width, next: start + width };
  const after = bytes.indexOf(BLANK, start + width);
  if (after < 0) return { end: bytes.length, next: bytes.length + 1 };
  return { end: after, next: after + 1 };
}
