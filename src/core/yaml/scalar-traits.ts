import { isBlank, isBlankOrEnd, isBreak } from "./characters.ts";
import { byteLength } from "../gotemplate/functions/byte-string.ts";

/** What decides in which styles a text can be written so that it reads back the same. */
export type ScalarTraits = {
  readonly isMultiline: boolean;
  readonly allowsPlain: boolean;
  readonly allowsSingleQuotes: boolean;
  readonly allowsLiteral: boolean;
  /** In bytes, as the limit for simple keys counts. */
  readonly length: number;
};

export function scalarTraitsOf(text: string): ScalarTraits {
  if (text === "") {
    return {
      isMultiline: false,
      allowsPlain: true,
      allowsSingleQuotes: true,
      allowsLiteral: false,
      length: 0,
    };
  }
  const isSpecial = hasUnprintable(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  const hasIndentedLine = /[\n\r\u0085\u2028\u2029] /.test(text);
  const isMultiline = /[\n\r\u0085\u2028\u2029]/.test(text);
  const hasOuterSpace = /^ | $/.test(text);
  return {
    isMultiline,
    allowsPlain:
      !isSpecial && !hasIndentedLine && !isMultiline && !hasOuterSpace && !hasIndicator(text),
    allowsSingleQuotes: !isSpecial && !hasIndentedLine,
    allowsLiteral: !isSpecial && !text.endsWith(" "),
    length: byteLength(text),
  };
}

/** Must this character be escaped? Tab and everything beyond U+FFFF must. */
export function isPrintable(codePoint: number): boolean {
  return (
    codePoint === 0x0a ||
    (codePoint >= 0x20 && codePoint <= 0x7e) ||
    (codePoint >= 0xa0 && codePoint <= 0xd7ff) ||
    (codePoint >= 0xe000 && codePoint <= 0xfffd && codePoint !== 0xfeff)
  );
}

function hasUnprintable(text: string): boolean {
  for (const character of text) {
    if (!isPrintable(character.codePointAt(0) ?? 0)) return true;
  }
  return false;
}

/** Would the text, plain, be read as something else: `- a`, `a: b`, `a #b`, `*a`, `---`? */
function hasIndicator(text: string): boolean {
  if (text.startsWith("---") || text.startsWith("...")) return true;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return true;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isFirst = index === 0;
    const endsWord = index + 1 === text.length || isBlank(text.charCodeAt(index + 1));
    if (code === 0x3a && endsWord) return true;
    if (isFirst && (code === 0x3f || code === 0x2d) && endsWord) return true;
    if (code === 0x23 && !isFirst && isSeparator(text.charCodeAt(index - 1))) return true;
  }
  return false;
}

function isSeparator(code: number): boolean {
  return isBlankOrEnd(code) || isBreak(code);
}
