import type { Dice } from "./dice.ts";

/** A text with one character lost, replaced or preceded by one of `pieces`. */
export function damage(dice: Dice, text: string, pieces: readonly string[]): string {
  const characters = Array.from(text);
  const lost = dice.chance(0.6) ? 1 : 0;
  characters.splice(dice.int(characters.length), lost, dice.pick(pieces));
  return characters.join("");
}
