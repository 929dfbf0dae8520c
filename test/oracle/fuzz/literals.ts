import type { Dice } from "./dice.ts";

/** A number in some notation of Go's; many are wrong. */
export function number(dice: Dice): string {
  const sign = dice.pick(["", "", "", "-", "+"]);
  const first = `${sign}${dice.pick(STARTS)}${parts(dice, DIGITS)}`;
  return dice.chance(0.1) ? `${first}${dice.pick(["+", "-"])}${parts(dice, DIGITS)}i` : first;
}

const STARTS = "0 1 9 0x 0X 0b 0o 00 1. 0. . 1e 0x1p 922337203685477580 1844674407370955161".split(
  " ",
);
const DIGITS = "0 1 7 8 9 _ . e E p + - a F i 5 e-3 e+2 p-2".split(" ");

/** A text in double quotes, or a character constant, with the escapes of Go; many are wrong. */
export function quotedText(dice: Dice): string {
  const quote = dice.pick(['"', '"', '"', "'"]);
  return `${quote}${parts(dice, ESCAPES)}${quote}`;
}

const ESCAPES =
  "a é 😀 \\n \\t \\a \\v \\\\ \\' \\\" \\x41 \\xff \\x4 \\101 \\377 \\400 \\8 \\u00e9 \\u12 \\ud800 \\U0001F600 \\U00110000 \\q \\z ' `".split(
    " ",
  );

/** A format of printf: flags, indexes, widths, precisions and verbs in any order that comes. */
export function format(dice: Dice): string {
  return JSON.stringify(parts(dice, FORMAT_PIECES));
}

const FORMAT_PIECES = [
  ..."% % % % %% + - # 0 1 5 12 30 . .0 .3 .20 * .* [1] [2] [3] [0] [] [x] [1000001] ] v d s q".split(
    " ",
  ),
  ..."x X T f F g G e E b o O c U t w z é ! a 1000001 000000000000000000000002".split(" "),
  " ",
  "| ",
];

function parts(dice: Dice, pieces: readonly string[]): string {
  return dice.several(0, dice.chance(0.2) ? 8 : 4, () => dice.pick(pieces)).join("");
}
