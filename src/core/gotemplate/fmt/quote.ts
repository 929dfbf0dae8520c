import { isByte } from "../functions/characters.ts";

const NEEDS_CARE = /[\u0000-\u001f"\\\u007f-\uffff]/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

/** `strconv.Quote`, or `strconv.QuoteToASCII`. */
export function quoted(text: string, characters: "unicode" | "ascii" = "unicode"): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  let result = '"';
  for (const rune of text) result += rune === '"' ? '\\"' : escaped(rune, characters);
  return `${result}"`;
}

/** `strconv.QuoteRune`, or `strconv.QuoteRuneToASCII`. */
export function quotedRune(code: number, characters: "unicode" | "ascii" = "unicode"): string {
  const rune = runeText(code);
  return `'${rune === "'" ? "\\'" : escaped(rune, characters)}'`;
}

/** `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols, and of the spaces the ASCII one. */
export function isPrintable(rune: string): boolean {
  if (rune.length === 1 && rune < "\u007f") return rune >= " ";
  return PRINTABLE.test(rune);
}

/** `strconv.CanBackquote`: one line without control characters, byte order mark or backquote. */
export function canBackquote(text: string): boolean {
  return !/[\u0000-\u0008\u000a-\u001f`\u007f\ufeff]/.test(text) && !/[\ud800-\udfff]/u.test(text);
}

/** The character of a number, U+FFFD for what is none. */
export function runeText(code: number): string {
  const isRune = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isRune ? String.fromCodePoint(code) : "\ufffd";
}

function escaped(rune: string, characters: "unicode" | "ascii"): string {
  const escape = ESCAPES.get(rune);
  if (escape !== undefined) return escape;
  const code = rune.codePointAt(0) ?? 0;
  if (isByte(rune)) return `\\x${hex(code - 0xdc00, 2)}`;
  if (isPrintable(rune) && (characters === "unicode" || code < 0x80)) return rune;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
