import { Buffer, isUtf8 } from "node:buffer";

// With the `u` flag a surrogate matches only where it stands alone.
const LONE_BYTE = /[\udc80-\udcff]/u;
/** The same or half of a character: quick to rule out, which nearly all texts are. */
const MAY_BE_BYTE = /[\udc80-\udcff]/;
const ASCII = /^[\u0000-\u007f]*$/;

/** The bytes of a Go string: UTF-8, and U+DC00 + byte for a byte that is not. */
export function toBytes(text: string): Buffer {
  if (!LONE_BYTE.test(text)) return Buffer.from(text, "utf8");
  const parts: Buffer[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const byte = loneByteAt(text, index);
    if (byte === undefined) continue;
    parts.push(Buffer.from(text.slice(start, index), "utf8"), Buffer.of(byte));
    start = index + 1;
  }
  parts.push(Buffer.from(text.slice(start), "utf8"));
  return Buffer.concat(parts);
}

/** The Go string of these bytes; the inverse of {@link toBytes}. */
export function fromBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  let text = "";
  for (let index = 0; index < buffer.length;) {
    const width = characterWidth(buffer, index);
    text +=
      width === 0
        ? String.fromCharCode(0xdc00 + (buffer[index] ?? 0))
        : buffer.toString("utf8", index, index + width);
    index += Math.max(width, 1);
  }
  return text;
}

/** Lets single bytes that stand side by side become the character they form, as they do in Go. */
export function joinBytes(text: string): string {
  return MAY_BE_BYTE.test(text) && LONE_BYTE.test(text) ? fromBytes(toBytes(text)) : text;
}

/**
 * Texts in which a search finds single bytes inside of characters, where there are single bytes to find.
 * What is made of them needs {@link joinBytes}.
 */
export function searchable(needle: string, text: string): readonly [string, string] {
  return LONE_BYTE.test(needle) ? [splitCharacters(needle), splitCharacters(text)] : [needle, text];
}

/** `len` of Go. */
export function byteLength(text: string): number {
  return ASCII.test(text) ? text.length : toBytes(text).length;
}

/** `text[start:end]` of Go: a cut inside a character leaves bytes. */
export function sliceBytes(text: string, start: number, end?: number): string {
  if (ASCII.test(text)) return text.slice(start, end);
  return fromBytes(toBytes(text).subarray(start, end));
}

/** Orders by bytes, as Go does; UTF-16 orders characters beyond U+FFFF and single bytes differently. */
export function compareBytes(a: string, b: string): number {
  if (ASCII.test(a) && ASCII.test(b)) return a < b ? -1 : Number(a > b);
  return Buffer.compare(toBytes(a), toBytes(b));
}

function splitCharacters(text: string): string {
  return Array.from(toBytes(text), (byte) =>
    String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte),
  ).join("");
}

function loneByteAt(text: string, index: number): number | undefined {
  const unit = text.charCodeAt(index);
  if (unit < 0xdc80 || unit > 0xdcff) return undefined;
  const before = index === 0 ? 0 : text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff ? undefined : unit - 0xdc00;
}

/** Bytes of the valid character that starts here, 0 if none does. */
function characterWidth(buffer: Buffer, index: number): number {
  for (let width = 1; width <= 4 && index + width <= buffer.length; width += 1) {
    if (isUtf8(buffer.subarray(index, index + width))) return width;
  }
  return 0;
}
