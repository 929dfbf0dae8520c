import { RE2JS } from "re2js";

/** A longer pattern is a mistake or an attack; matching itself takes linear time. */
export const MAX_PATTERN_LENGTH = 500;

/** Does RE2 take it as a regular expression? */
export function isBranchPattern(pattern: string): boolean {
  return compile(pattern) !== undefined;
}

/** RE2, unanchored: `master` also matches `refactor-master`. A pattern that doesn't compile matches nothing. */
export function matchesBranch(pattern: string, branch: string): boolean {
  return compile(pattern)?.matcher(branch).find() ?? false;
}

function compile(pattern: string): RE2JS | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
