import type { RE2JS } from "re2js";

import { GoError, Slice } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { quoteText } from "./printing.ts";
import {
  compileRegex,
  expandReplacement,
  findMatches,
  quoteMeta,
  replaceMatches,
} from "./regex.ts";
import { binary, INT, TEXT, trinary, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Regular expressions in the syntax of RE2; a wrong pattern fails the template. */
export const regexFunctions: FunctionTable = {
  regexMatch: binary(TEXT, TEXT, "bool", (pattern, text) => isMatchOrWrong(pattern, text)),
  mustRegexMatch: binary(TEXT, TEXT, "bool", (pattern, text) => isMatch(pattern, text)),
  ...withMust("regexFind", (compiled) =>
    binary(TEXT, TEXT, "string", (pattern, text) => findFirst(compiled(pattern), text)),
  ),
  ...withMust("regexFindAll", (compiled) =>
    trinary(TEXT, TEXT, INT, "[]string", (pattern, text, limit) =>
      findAll(compiled(pattern), text, limit),
    ),
  ),
  ...withMust("regexReplaceAll", (compiled) =>
    trinary(TEXT, TEXT, TEXT, "string", (pattern, text, template) => {
      const regex = compiled(pattern);
      return replaceMatches(regex, text, (match) => expandReplacement(template, match, regex));
    }),
  ),
  ...withMust("regexReplaceAllLiteral", (compiled) =>
    trinary(TEXT, TEXT, TEXT, "string", (pattern, text, replacement) =>
      replaceMatches(compiled(pattern), text, () => replacement),
    ),
  ),
  ...withMust("regexSplit", (compiled) =>
    trinary(TEXT, TEXT, INT, "[]string", (pattern, text, limit) =>
      split(compiled(pattern), text, limit),
    ),
  ),
  regexQuoteMeta: unary(TEXT, "string", quoteMeta),
};

type Compiler = (pattern: string) => RE2JS;

/** Without `must` Go names the pattern again in the error. */
function withMust(name: string, make: (compiled: Compiler) => GoFunction): FunctionTable {
  const must = `mustR${name.slice(1)}`;
  return { [name]: make(compileOrPanic), [must]: make(compileRegex) };
}

function compileOrPanic(pattern: string): RE2JS {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`regexp: Compile(${quotePattern(pattern)}): ${error.message}`);
  }
}

/** In backquotes if that needs no escapes. */
function quotePattern(pattern: string): string {
  const needsEscapes = /[\u0000-\u0008\u000a-\u001f`\u007f\ufeff]|[\ud800-\udfff]/u;
  return needsEscapes.test(pattern) ? quoteText(pattern) : `\`${pattern}\``;
}

function isMatch(pattern: string, text: string): boolean {
  return compileRegex(pattern).matcher(text).find();
}

function isMatchOrWrong(pattern: string, text: string): boolean {
  try {
    return isMatch(pattern, text);
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}

function findFirst(regex: RE2JS, text: string): string {
  return findMatches(regex, text, 1)[0]?.groups[0] ?? "";
}

function findAll(regex: RE2JS, text: string, limit: number): Slice {
  const found = findMatches(regex, text, limit).map(({ groups }) => groups[0] ?? "");
  return new Slice(found, "string", found.length === 0);
}

/** The parts between matches, at most `limit` if it is positive; an empty match at the start cuts nothing off. */
function split(regex: RE2JS, text: string, limit: number): Value {
  if (limit === 0) return new Slice([], "string", true);
  if (regex.pattern() !== "" && text === "") return new Slice([""], "string");
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of findMatches(regex, text, limit)) {
    if (limit > 0 && parts.length === limit - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(start, end));
    start = match.end;
  }
  if (end !== text.length) parts.push(text.slice(start));
  return new Slice(parts, "string");
}
