import { isBreak } from "./characters.ts";
import { isPrintable } from "./scalar-traits.ts";

/** Must this character be escaped between double quotes? */
export function needsEscape(codePoint: number): boolean {
  return !isPrintable(codePoint) || isBreak(codePoint) || codePoint === 0x22 || codePoint === 0x5c;
}

/** The shortest escape of a character, for example `\n` or `\U0001F600`. */
export function escaped(codePoint: number): string {
  const short = SHORT_ESCAPES.get(codePoint);
  if (short !== undefined) return `\\${short}`;
  const digits = codePoint.toString(16).toUpperCase();
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  if (codePoint <= 0xffff) return `\\u${digits.padStart(4, "0")}`;
  return `\\U${digits.padStart(8, "0")}`;
}

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x00, "0"],
  [0x07, "a"],
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0b, "v"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x1b, "e"],
  [0x22, '"'],
  [0x5c, "\\"],
  [0x85, "N"],
  [0xa0, "_"],
  [0x2028, "L"],
  [0x2029, "P"],
]);
