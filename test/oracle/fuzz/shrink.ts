import type { Difference } from "./accepted.ts";
import { textOf, withText, type Program } from "./program.ts";

/** Which of these programs still differ. */
export type Examine = (
  programs: readonly Program[],
) => Promise<readonly (Difference | undefined)[]>;

const MAX_ROUNDS = 60;

/** The same difference in a shorter program, as far as leaving parts out gets. */
export async function shrink(difference: Difference, examine: Examine): Promise<Difference> {
  let smallest = difference;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const candidates = shorter(textOf(smallest.program)).map((text) =>
      withText(smallest.program, text),
    );
    const examined = await examine(candidates);
    const next = examined.find((found) => found !== undefined && isAlike(found, difference));
    if (next === undefined) return smallest;
    smallest = next;
  }
  return smallest;
}

/** A shorter program is of use only if it goes wrong in the same stage. */
function isAlike(found: Difference, original: Difference): boolean {
  return found.go.stage === original.go.stage && found.ours.stage === original.ours.stage;
}

/** The text without one or more neighbouring parts, the shortest first. */
function shorter(text: string): string[] {
  const parts = text.match(/\{\{-?|-?\}\}|"(?:[^"\\]|\\.)*"|`[^`]*`|[\w$.]+|\s+|[^]/gu) ?? [];
  const texts: string[] = [];
  for (let width = parts.length >> 1; width >= 1; width >>= 1) {
    for (let start = 0; start < parts.length; start += Math.max(1, width >> 1)) {
      texts.push([...parts.slice(0, start), ...parts.slice(start + width)].join(""));
    }
  }
  return texts.slice(0, 400);
}
