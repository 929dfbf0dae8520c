import { GoError } from "../value.ts";

/** A template asks for too much: no function may make something else of it. */
export class LimitError extends GoError {}

/** A template that asks for more than this has gone wrong, and must not take the process with it. */
const MAX_ELEMENTS = 1_000_000;
export const MAX_TEXT = 16 * 1024 * 1024;

/** Levels of parentheses and blocks in a template, and of templates that call one another. */
export const MAX_NESTING = 1000;
export const MAX_TEMPLATE_DEPTH = 1000;

/** What one rendering may do: nodes that are visited, and what functions read and make. */
export const MAX_STEPS = 10_000_000;

/** Steps that one call counts as, of functions that compute long whatever they are given. */
export const CALL_STEPS: ReadonlyMap<string, number> = new Map([
  ["bcrypt", 200_000],
  ["htpasswd", 200_000],
  ["derivePassword", 200_000],
  ["genPrivateKey", 500_000],
  ["genCA", 250_000],
  ["genSelfSignedCert", 250_000],
  ["genSignedCert", 250_000],
]);

/** How deep nested values may be; deeper ones contain themselves. */
const MAX_DEPTH = 1000;

/** Refuses texts beyond {@link MAX_TEXT}; call it before building one that multiplies its input. */
export function assertTextSize(length: number): void {
  if (length <= MAX_TEXT) return;
  throw new LimitError(
    `result too large: ${length} characters, at most ${MAX_TEXT} are allowed; render less at once`,
  );
}

/** Refuses lists beyond {@link MAX_ELEMENTS}. */
export function assertElementCount(count: number): void {
  if (count <= MAX_ELEMENTS) return;
  throw new LimitError(
    `result too large: ${count} elements, at most ${MAX_ELEMENTS} are allowed; ask for fewer`,
  );
}

/** Counts the steps of a walk over nested values, where shared parts can multiply without end. */
export class Budget {
  private left = MAX_ELEMENTS;

  spend(depth: number): void {
    if (depth > MAX_DEPTH) {
      throw new GoError(
        `value nested too deeply: more than ${MAX_DEPTH} levels; does it contain itself?`,
      );
    }
    this.left -= 1;
    if (this.left < 0) {
      throw new LimitError(
        `value too large: more than ${MAX_ELEMENTS} elements; use a smaller one`,
      );
    }
  }
}
