import { isPrintable } from "../fmt/quote.ts";
import { toBytes } from "./byte-string.ts";
import { isByte } from "./characters.ts";

const HTML: ReadonlyMap<string, string> = new Map([
  ["\u0000", "\ufffd"],
  ['"', "&#34;"],
  ["'", "&#39;"],
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
]);

/** `html`. */
export function htmlEscaped(text: string): string {
  return text.replace(/[\u0000"'&<>]/g, (character) => HTML.get(character) ?? character);
}

const SCRIPT: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["'", "\\'"],
  ['"', '\\"'],
]);

/** `js`: fit for the inside of a JavaScript text. */
export function jsEscaped(text: string): string {
  return text.replace(/[\\'"<>&=\u0000-\u001f]|[^\u0000-\u007f]/gu, (rune) => {
    const escape = SCRIPT.get(rune);
    if (escape !== undefined) return escape;
    const code = rune.codePointAt(0) ?? 0;
    if (code >= 0x80 && (isByte(rune) || isPrintable(rune))) return rune;
    return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** `urlquery`: a blank becomes a plus. */
export function queryEscaped(text: string): string {
  const characters = Array.from(toBytes(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character)) return character;
    return byte === 0x20 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return characters.join("");
}
