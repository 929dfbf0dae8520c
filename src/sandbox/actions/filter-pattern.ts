/**
 * GitHub's filter patterns of `branches`, `tags` and `paths`: `*` stays within a segment, `**` doesn't,
 * `?` and `+` repeat the character before them, `[…]` is a set, a leading `!` takes out again.
 */
import { RE2JS } from "re2js";

/** Whether the name passes a list of patterns: the last pattern that matches it decides. */
export function matchesFilter(patterns: readonly string[], name: string): boolean {
  let included = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    if (matchesPattern(negated ? pattern.slice(1) : pattern, name)) included = !negated;
  }
  return included;
}

/** Whether one pattern matches the whole name. A pattern that is no valid one matches only itself. */
function matchesPattern(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  try {
    return RE2JS.compile(`^(?:${toExpression(pattern)})$`, RE2JS.DOTALL).matches(name);
  } catch {
    return false;
  }
}

function toExpression(pattern: string): string {
  let expression = "";
  for (let index = 0; index < pattern.length;) {
    const [part, used] = nextPart(pattern, index);
    expression += part;
    index += used;
  }
  return expression;
}

/** The regular expression of what starts at `index`, and how many characters that was. */
function nextPart(pattern: string, index: number): readonly [string, number] {
  const rest = pattern.slice(index);
  const atSegment = index === 0 || pattern[index - 1] === "/";
  if (atSegment && rest.startsWith("**/")) return ["(?:.*/)?", 3];
  if (rest.startsWith("**")) return [".*", 2];
  const character = rest.charAt(0);
  if (character === "*") return ["[^/]*", 1];
  if ((character === "?" || character === "+") && index > 0) return [character, 1];
  if (character === "[") return setAt(rest);
  if (character === "\\" && rest.length > 1) return [escape(rest.charAt(1)), 2];
  return [escape(character), 1];
}

function setAt(rest: string): readonly [string, number] {
  const end = rest.indexOf("]", 1);
  if (end < 2) return ["\\[", 1];
  const content = rest.slice(1, end).replace(/[\\[^]/g, "\\$&");
  return [`[${content}]`, end + 1];
}

function escape(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
