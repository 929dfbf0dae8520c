/** What `unicode.IsSpace` accepts; JavaScript's `\s` has U+FEFF in addition and lacks U+0085. */
export const SPACE =
  "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const ASCII = /^[\u0000-\u007f]*$/;
const IS_SPACE = new RegExp(`^[${SPACE}]$`, "u");
const TRIMMED_START = new RegExp(`^[${SPACE}]+`, "u");
const IS_UPPER = /^\p{Lu}$/u;
const IS_LOWER = /^\p{Ll}$/u;
const IS_TITLE = /^\p{Lt}$/u;
const IS_LETTER = /^\p{L}$/u;
const IS_NUMBER = /^\p{N}$/u;
const IS_PUNCTUATION = /^\p{P}$/u;

/** The characters of a text as Go's `range` gives them: a byte that is not UTF-8 is U+FFFD. */
export function runes(text: string): string[] {
  return Array.from(text, (rune) => (isByte(rune) ? "\ufffd" : rune));
}

/** A single byte, written as a lone surrogate. */
export function isByte(rune: string): boolean {
  const unit = rune.charCodeAt(0);
  return rune.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
}

export const isSpace = (rune: string): boolean => IS_SPACE.test(rune);
export const isUpper = (rune: string): boolean => IS_UPPER.test(rune);
export const isLower = (rune: string): boolean => IS_LOWER.test(rune);
export const isTitle = (rune: string): boolean => IS_TITLE.test(rune);
export const isLetter = (rune: string): boolean => IS_LETTER.test(rune);
export const isNumber = (rune: string): boolean => IS_NUMBER.test(rune);
export const isPunctuation = (rune: string): boolean => IS_PUNCTUATION.test(rune);

/** `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = text.replace(TRIMMED_START, "");
  let end = start.length;
  while (end > 0 && isSpace(start.charAt(end - 1))) end -= 1;
  return start.slice(0, end);
}

/** `strings.ToUpper`: character by character, so `ß` stays, unlike in JavaScript. */
export function toUpper(text: string): string {
  return ASCII.test(text) ? text.toUpperCase() : runes(text).map(upperRune).join("");
}

/** `strings.ToLower`. */
export function toLower(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : runes(text).map(lowerRune).join("");
}

export function upperRune(rune: string): string {
  const upper = rune.toUpperCase();
  return isOneRune(upper) ? upper : simpleGreekUpper(rune);
}

export function lowerRune(rune: string): string {
  const lower = rune.toLowerCase();
  if (isOneRune(lower)) return lower;
  return rune === "\u0130" ? "i" : rune;
}

/** `unicode.ToTitle`: differs from upper case for the Latin digraphs and for Georgian. */
export function titleRune(rune: string): string {
  const digraph = DIGRAPHS[upperRune(rune)];
  if (digraph !== undefined) return digraph;
  return rune >= "\u10d0" && rune <= "\u10ff" ? rune : upperRune(rune);
}

const DIGRAPHS: Readonly<Record<string, string>> = {
  "\u01c4": "\u01c5",
  "\u01c7": "\u01c8",
  "\u01ca": "\u01cb",
  "\u01f1": "\u01f2",
};

function isOneRune(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text > "\ud800" && text < "\udc00");
}

/** Greek letters with iota subscript have a one-character upper case that JavaScript spells out. */
function simpleGreekUpper(rune: string): string {
  const code = rune.charCodeAt(0);
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9);
  return rune;
}
