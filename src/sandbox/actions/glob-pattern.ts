/** Patterns of files as `actions/upload-artifact` and `hashFiles` take them: `*`, `?`, `[…]` within a name, `**` across. */
import { RE2JS } from "re2js";

export type GlobPattern = {
  /** A leading `!`: what matches is taken out again. */
  readonly negated: boolean;
  /** The folder or file above the first part that holds a wildcard. */
  readonly base: string;
  /** Whether the path matches, or is below one that does. */
  readonly matches: (path: string) => boolean;
};

/** One pattern; `root` is what relative ones are relative to. Paths are absolute, without a trailing slash. */
export function parseGlob(pattern: string, root: string): GlobPattern {
  const negated = pattern.startsWith("!");
  const text = negated ? pattern.slice(1).trim() : pattern;
  const absolute = text.startsWith("/") ? text : `${root}/${text}`;
  const parts = normalParts(absolute);
  const literal = parts.findIndex((part) => /[*?[]/.test(part));
  const base = literal < 0 ? parts : parts.slice(0, literal);
  const expression = RE2JS.compile(`${parts.map(partExpression).join("")}(?:/.*)?`, RE2JS.DOTALL);
  return {
    negated,
    base: `/${base.map(unescape).join("/")}`,
    matches: (path) => expression.matches(path),
  };
}

function normalParts(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

function partExpression(part: string): string {
  if (part === "**") return "(?:/[^/]+)*";
  return `/${part.replace(/\\(.)|\[(!?)([^\]]+)\]|\*+|\?|[^]/g, toExpression)}`;
}

function toExpression(
  found: string,
  escaped: string | undefined,
  negation: string | undefined,
  set: string | undefined,
): string {
  if (escaped !== undefined) return quote(escaped);
  if (set !== undefined) {
    const content = set.replace(/[\\[\]^]/g, "\\$&");
    return `[${negation === "!" ? "^" : ""}${content}]`;
  }
  if (found.startsWith("*")) return "[^/]*";
  return found === "?" ? "[^/]" : quote(found);
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function unescape(part: string): string {
  return part.replace(/\\(.)/g, "$1");
}
