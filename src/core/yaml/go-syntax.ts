import { formatFloat } from "./float-text.ts";
import { sortedEntries } from "../gotemplate/fmt/map-order.ts";
import { Float, GoMap, Integer, Slice, Struct, type Value } from "../gotemplate/value.ts";

/** A value as Go source text (`%#v`), as far as YAML documents hold them: for messages. */
export function goSyntax(value: Value): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return goQuoted(value);
  if (value instanceof Float) return formatFloat(value.value);
  if (value instanceof Integer) return `0x${value.value.toString(16)}`;
  if (value instanceof Slice) return `${value.type}{${value.items.map(goSyntax).join(", ")}}`;
  if (value instanceof GoMap) return `${value.type}{${entriesOf(value).join(", ")}}`;
  if (value instanceof Struct) return `${value.type}{}`;
  return String(value);
}

function entriesOf(map: GoMap): string[] {
  return sortedEntries(map).map(({ key, value }) => `${goSyntax(key)}:${goSyntax(value)}`);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

function goQuoted(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += ESCAPES.get(character) ?? printable(character);
  return `${quoted}"`;
}

/** What Go prints as is: letters, marks, numbers, punctuation, symbols and the space. */
function printable(character: string): string {
  if (character === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
