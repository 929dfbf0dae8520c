import { RE2JS, RE2JSException } from "re2js";

import { GoError } from "../value.ts";
import { assertTextSize } from "./limits.ts";

/** One match: where it is, and its groups, the whole first; a group that took no part is `undefined`. */
export type RegexMatch = {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
};

const MAX_CACHED = 200;
const cache = new Map<string, RE2JS>();

/** A pattern in the syntax of RE2, as Go takes it. Throws {@link GoError} with Go's sentence. */
export function compileRegex(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const invalid = pattern.search(/[\ud800-\udfff]/u);
  if (invalid !== -1) throw syntaxError(`invalid UTF-8: \`${pattern.slice(invalid)}\``);
  const compiled = compile(pattern);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

/** Matches that don't overlap, at most `limit` if it is not negative; an empty one never follows another directly. */
export function findMatches(regex: RE2JS, text: string, limit: number): RegexMatch[] {
  const found: RegexMatch[] = [];
  let position = 0;
  let previousEnd = -1;
  while ((limit < 0 || found.length < limit) && position <= text.length) {
    const match = findFrom(regex, text, position);
    if (match === undefined) break;
    const isEmptyHere = match.end === position;
    const isAccepted = !isEmptyHere || match.start !== previousEnd;
    position = isEmptyHere ? position + runeWidth(text, position) : match.end;
    previousEnd = match.end;
    if (isAccepted) found.push(match);
  }
  return found;
}

/** Replaces each match by what `replacement` makes of it. */
export function replaceMatches(
  regex: RE2JS,
  text: string,
  replacement: (match: RegexMatch) => string,
): string {
  let result = "";
  let copied = 0;
  let position = 0;
  while (position <= text.length) {
    const match = findFrom(regex, text, position);
    if (match === undefined) break;
    result += text.slice(copied, match.start);
    if (match.end > copied || match.start === 0) result += replacement(match);
    assertTextSize(result.length);
    copied = match.end;
    position = Math.max(match.end, position + runeWidth(text, position));
  }
  return result + text.slice(copied);
}

/** Go's templates of replacements: `$1`, `$name`, `${name}` and `$$`; unknown groups are empty. */
export function expandReplacement(template: string, match: RegexMatch, regex: RE2JS): string {
  return template.replace(REFERENCE, (all: string) => {
    const name = all.replace(/^\$\{?|\}$/g, "");
    return name === "$" ? "$" : groupText(name, match, regex);
  });
}

const REFERENCE = /\$(?:\$|[\p{L}\p{Nd}_]+|\{[\p{L}\p{Nd}_]+\})/gu;

/** Escapes what has a meaning in a pattern. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    if (error.message.includes("duplicate capture group name")) return compile(namedOnce(pattern));
    // The one error to which Go adds an expression that is empty.
    const addition = error.message.endsWith("at end of expression") ? ": ``" : "";
    throw new GoError(error.message + addition);
  }
}

const NAMED_GROUP = /\(\?P?<([A-Za-z_]\w*)>/g;

/** Go takes a name twice and finds the first; groups keep their numbers without a name. */
function namedOnce(pattern: string): string {
  const names = new Set<string>();
  return pattern.replace(NAMED_GROUP, (opening: string, name: string) => {
    if (names.has(name)) return "(";
    names.add(name);
    return opening;
  });
}

function syntaxError(reason: string): GoError {
  return new GoError(`error parsing regexp: ${reason}`);
}

function findFrom(regex: RE2JS, text: string, position: number): RegexMatch | undefined {
  const matcher = regex.matcher(text);
  if (!matcher.find(position)) return undefined;
  const groups = Array.from(
    { length: matcher.groupCount() + 1 },
    (_, group) => matcher.group(group) ?? undefined,
  );
  return { start: matcher.start(), end: matcher.end(), groups };
}

/** Of the character at a position; 1 at the end. */
function runeWidth(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

/** A number with a leading zero is a name. */
function groupText(name: string, { groups }: RegexMatch, regex: RE2JS): string {
  if (/^(?:0|[1-9][0-9]{0,7})$/.test(name)) return groups[Number(name)] ?? "";
  const named = regex.namedGroups();
  return Object.hasOwn(named, name) ? (groups[named[name] ?? 0] ?? "") : "";
}
