import { GoError, GoMap, Slice } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import {
  byteLength,
  compareBytes,
  joinBytes,
  searchable,
  sliceBytes,
  toBytes,
} from "./byte-string.ts";
import {
  isLetter,
  isNumber,
  isSpace,
  lowerRune,
  runes,
  SPACE,
  titleRune,
  toLower,
  toUpper,
  trimSpace,
} from "./characters.ts";
import { kebabCase, pascalCase, snakeCase, swapCase } from "./letter-case.ts";
import { assertElementCount, assertTextSize } from "./limits.ts";
import { goStringText, printValue, quoteText } from "./printing.ts";
import { ANYTHING, BIG_INT, binary, INT, TEXT, trinary, unary, variadic } from "./table.ts";
import type { FunctionTable } from "./table.ts";
import { toTexts } from "./texts.ts";
import { abbreviate, abbreviateBoth, wrapText } from "./text-layout.ts";

/** Functions from text to text, and between texts and lists of them. */
export const textFunctions: FunctionTable = {
  abbrev: binary(INT, TEXT, "string", abbreviate),
  abbrevboth: trinary(INT, INT, TEXT, "string", abbreviateBoth),
  camelcase: unary(TEXT, "string", pascalCase),
  cat: variadic(ANYTHING, "string", (all) => present(all).map(printValue).join(" ")),
  contains: binary(TEXT, TEXT, "bool", (part, text) => {
    const [needle, haystack] = searchable(part, text);
    return haystack.includes(needle);
  }),
  hasPrefix: binary(TEXT, TEXT, "bool", startsWith),
  hasSuffix: binary(TEXT, TEXT, "bool", endsWith),
  indent: binary(INT, TEXT, "string", indent),
  initials: unary(TEXT, "string", initials),
  join: binary(TEXT, ANYTHING, "string", join),
  kebabcase: unary(TEXT, "string", kebabCase),
  lower: unary(TEXT, "string", toLower),
  nindent: binary(INT, TEXT, "string", (width, text) => `\n${indent(width, text)}`),
  nospace: unary(TEXT, "string", withoutSpaces),
  plural: trinary(TEXT, TEXT, INT, "string", (one, many, count) => (count === 1 ? one : many)),
  quote: variadic(ANYTHING, "string", (all) =>
    present(all)
      .map((value) => quoteText(goStringText(value)))
      .join(" "),
  ),
  repeat: binary(INT, TEXT, "string", repeat),
  replace: trinary(TEXT, TEXT, TEXT, "string", replaceAll),
  snakecase: unary(TEXT, "string", snakeCase),
  sortAlpha: unary(ANYTHING, "[]string", sortAlpha),
  split: binary(TEXT, TEXT, "map[string]string", (separator, text) =>
    numbered(splitText(text, separator, -1)),
  ),
  splitList: binary(TEXT, TEXT, "[]string", (separator, text) =>
    texts(splitText(text, separator, -1)),
  ),
  splitn: trinary(TEXT, INT, TEXT, "map[string]string", (separator, limit, text) =>
    numbered(splitText(text, separator, limit)),
  ),
  squote: variadic(ANYTHING, "string", (all) =>
    present(all)
      .map((value) => `'${printValue(value)}'`)
      .join(" "),
  ),
  substr: trinary(BIG_INT, BIG_INT, TEXT, "string", substring),
  swapcase: unary(TEXT, "string", swapCase),
  title: unary(TEXT, "string", (text) => changeWordStarts(text, titleRune, separatesWords)),
  toString: unary(ANYTHING, "string", goStringText),
  toStrings: unary(ANYTHING, "[]string", toTexts),
  trim: unary(TEXT, "string", trimSpace),
  trimAll: binary(TEXT, TEXT, "string", trimCharacters),
  trimall: binary(TEXT, TEXT, "string", trimCharacters),
  trimPrefix: binary(TEXT, TEXT, "string", (prefix, text) =>
    startsWith(prefix, text) ? sliceBytes(text, byteLength(prefix)) : text,
  ),
  trimSuffix: binary(TEXT, TEXT, "string", (suffix, text) =>
    endsWith(suffix, text) ? sliceBytes(text, 0, byteLength(text) - byteLength(suffix)) : text,
  ),
  trunc: binary(INT, TEXT, "string", truncate),
  untitle: unary(TEXT, "string", (text) => changeWordStarts(text, lowerRune, isSpace)),
  upper: unary(TEXT, "string", toUpper),
  wrap: binary(INT, TEXT, "string", (width, text) =>
    wrapText(text, { width, separator: "\n", breakWords: false }),
  ),
  wrapWith: wrapWith(),
};

function present(values: readonly Value[]): Value[] {
  return values.filter((value) => value !== null);
}

function texts(items: string[]): Slice {
  return new Slice(items, "string");
}

function numbered(parts: readonly string[]): GoMap {
  return GoMap.of(
    parts.map((part, index) => [`_${index}`, part]),
    "string",
  );
}

function wrapWith(): GoFunction {
  return trinary(INT, TEXT, TEXT, "string", (width, separator, text) =>
    wrapText(text, { width, separator: separator === "" ? "\n" : separator, breakWords: true }),
  );
}

function repeat(count: number, text: string): string {
  if (count < 0) throw new GoError("strings: negative Repeat count");
  if (text === "") return "";
  assertTextSize(text.length * count);
  return text.repeat(count);
}

function indent(width: number, text: string): string {
  const padding = repeat(width, " ");
  return padding + replaceAll("\n", `\n${padding}`, text);
}

function startsWith(prefix: string, text: string): boolean {
  const [needle, haystack] = searchable(prefix, text);
  return haystack.startsWith(needle);
}

function endsWith(suffix: string, text: string): boolean {
  const [needle, haystack] = searchable(suffix, text);
  return haystack.endsWith(needle);
}

/** An empty `old` matches before each character and at the end. */
function replaceAll(old: string, replacement: string, text: string): string {
  const [needle, haystack] = searchable(old, text);
  const parts = old === "" ? ["", ...Array.from(text), ""] : haystack.split(needle);
  assertTextSize(text.length + (parts.length - 1) * replacement.length);
  if (old !== "") return parts.join(replacement);
  return replacement + Array.from(text, (rune) => rune + replacement).join("");
}

function join(separator: string, list: Value): string {
  const parts = toTexts(list).items.map(goStringText);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  assertTextSize(length + separator.length * Math.max(0, parts.length - 1));
  return parts.join(separator);
}

/** `strings.SplitN`: at most `limit` parts, all of them if it is negative, characters if there is no separator. */
function splitText(text: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  const [needle, haystack] = searchable(separator, text);
  const all = separator === "" ? Array.from(text) : haystack.split(needle);
  assertElementCount(all.length);
  if (limit < 0 || all.length <= limit) return all.map(joinBytes);
  return [...all.slice(0, limit - 1), all.slice(limit - 1).join(needle)].map(joinBytes);
}

/** Cuts at bytes, so a character may be cut in two. */
function substring(start: bigint, end: bigint, text: string): string {
  const length = BigInt(byteLength(text));
  const isWithin = end >= 0n && end <= length;
  if (start < 0n) {
    if (isWithin) return sliceBytes(text, 0, Number(end));
    throw outOfBounds(end < 0n ? `[:${end}]` : `[:${end}] with length ${length}`);
  }
  if (start > (isWithin ? end : length)) throw outOfBounds(`[${start}:${isWithin ? end : length}]`);
  return sliceBytes(text, Number(start), isWithin ? Number(end) : undefined);
}

function outOfBounds(bounds: string): GoError {
  return new GoError(`runtime error: slice bounds out of range ${bounds}`);
}

/** The first `count` bytes, or the last ones if it is negative. */
function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count >= 0) return length > count ? sliceBytes(text, 0, count) : text;
  return length + count > 0 ? sliceBytes(text, length + count) : text;
}

/** Sorts a list of strings in place, as Go does: the template sees its own list sorted. */
function sortAlpha(list: Value): Slice {
  if (!(list instanceof Slice)) return texts([goStringText(list)]);
  const sorted = toTexts(list);
  sorted.items.sort((a, b) => compareBytes(goStringText(a), goStringText(b)));
  return sorted;
}

function trimCharacters(characters: string, text: string): string {
  const cut = new Set(runes(characters));
  const all = runes(text);
  let start = 0;
  let end = all.length;
  while (start < end && cut.has(all[start] ?? "")) start += 1;
  while (end > start && cut.has(all[end - 1] ?? "")) end -= 1;
  return Array.from(text).slice(start, end).join("");
}

function changeWordStarts(
  text: string,
  change: (rune: string) => string,
  separates: (rune: string) => boolean,
): string {
  let afterSeparator = true;
  const changed = runes(text).map((rune) => {
    const result = afterSeparator && !separates(rune) ? change(rune) : rune;
    afterSeparator = separates(rune);
    return result;
  });
  return changed.join("");
}

/** ASCII punctuation separates words, other punctuation does not. */
function separatesWords(rune: string): boolean {
  if (rune <= "\u007f") return !/[0-9A-Za-z_]/.test(rune);
  return !isLetter(rune) && !isNumber(rune) && isSpace(rune);
}

/** Go reads the text byte by byte here and takes each byte for a character; kept, since plans rely on it. */
function withoutSpaces(text: string): string {
  const bytes = byteRunes(text);
  const kept = bytes.filter((rune) => !isSpace(rune));
  return kept.length === bytes.length ? text : kept.join("");
}

function initials(text: string): string {
  const words = byteRunes(text)
    .join("")
    .split(new RegExp(`[${SPACE}]+`, "u"));
  return words.map((word) => word.charAt(0)).join("");
}

function byteRunes(text: string): string[] {
  return Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
}
