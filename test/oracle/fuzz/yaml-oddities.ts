import { Buffer } from "node:buffer";

import type { Dice } from "./dice.ts";
import { fromBytes } from "../../../src/core/gotemplate/functions/byte-string.ts";

/** A small document around one oddity of the dialect. */
export function oddity(dice: Dice): string {
  return dice.weighted([
    [4, () => placed(dice, quoted(textOf(dice, PIECES, 1, 6)))],
    [3, () => placed(dice, quoted(longText(dice)))],
    [3, () => `k: ${number(dice)}\n`],
    [3, () => `{? ${key(dice)} : 1, ? ${key(dice)} : 2}\n`],
    [3, () => placed(dice, `${dice.pick(TAGS)} ${dice.pick(TAGGED)}`)],
    [2, () => merge(dice)],
    [2, () => blockScalar(dice)],
    [1, () => placed(dice, `!!binary "${binary(dice)}"`)],
    [1, () => bytes(dice)],
    [0.5, () => placed(dice, longKey(dice))],
    [0.3, () => repeatedAliases(dice)],
    [0.3, () => withoutEnd(dice)],
  ]);
}

const PIECES = [
  ...Array.from("a1 -:#'\"\\?,[{*&!|>%@`.~=<yé漢\t\n\r\0"),
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\ufffd",
  "\uffff",
  "😀",
  ": ",
  " #",
  "---",
  "...",
  "null",
  "0x",
  "1:30",
  "2001-01-01",
];

/** Few different pieces, many times: the width of 80 is met at each kind of place. */
function longText(dice: Dice): string {
  const pieces = dice.several(2, 5, () => dice.pick(LONG_PIECES));
  return textOf(dice, pieces, 10, 60);
}

const LONG_PIECES = [
  ...[" ", " ", "  ", "word", "longerword", "x".repeat(30), "a: b", " #", "'", '"', "é", "😀"],
  ...["\n", "\n\n", "\n ", "\t", "- ", "\u2028", "\u00a0", "1"],
];

function textOf(dice: Dice, pieces: readonly string[], least: number, most: number): string {
  return dice.several(least, most, () => dice.pick(pieces)).join("");
}

/** Between double quotes, with an escape for all that is not printable ASCII. */
function quoted(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    return `\\U${code.toString(16).padStart(8, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

function placed(dice: Dice, node: string): string {
  return dice.pick([
    `${node}\n`,
    `k: ${node}\n`,
    `${node}: v\n`,
    `? ${node}\n: [${node}]\n`,
    `- ${node}\n- - ${node}\n`,
    `a:\n  b: ${node}\n  ? ${node}\n  : - ${node}\n`,
    `{a: ${node}, b: [${node}], ? ${node} : {c: ${node}}}\n`,
    `&x ${node}\n`,
    `- &x ${node}\n- *x\n- {*x : 1}\n`,
  ]);
}

function number(dice: Dice): string {
  const digits = (most: number): string => textOf(dice, Array.from("0123456789_"), 0, most);
  const sign = dice.pick(["", "", "-", "+"]);
  const base = dice.pick(["", "", "", "0", "0x", "0b", "0o", "0X", "0B", "0O"]);
  const fraction = dice.chance(0.4) ? `.${digits(18)}` : "";
  const exponent = dice.chance(0.3)
    ? `${dice.pick(["e", "E", "p"])}${dice.pick(["", "-", "+"])}${dice.int(dice.pick([5, 30, 330]))}`
    : "";
  return `${sign}${base}${digits(20)}${fraction}${exponent}`;
}

const KEY_PIECES = [...Array.from("aAzZ01239._- ~é漢½ª:'"), "00", "10", "a1", "😀", "\u0301"];
const KEYS =
  "1|2|-1|0|1.0|1.5|.inf|true|false|~|9007199254740993|9007199254740992|9223372036854775808|9.223372036854775807e18|!!binary /w==|'1'|''|2001-01-01|[a]|{a: 1}|[]|{}".split(
    "|",
  );

/** Of any type. More than two would leave Go an order by chance. */
function key(dice: Dice): string {
  return dice.chance(0.3) ? dice.pick(KEYS) : quoted(textOf(dice, KEY_PIECES, 0, 4));
}

const TAGS =
  "!!str|!!int|!!float|!!bool|!!null|!!timestamp|!!binary|!!seq|!!map|!!set|!!merge|!x|!|!<tag:yaml.org,2002:int>|!<x>|!!|!x!y|!%41|!e%2|!!%e2%98%83".split(
    "|",
  );
const TAGGED =
  "1|'1'|x|~|''|yes|1.5|0x1f|18446744073709551615|[a]|{a: b}|[]|{}|2001-01-02|2001-01-02T03:04:05Z|aGk=|aGk|\"aG\\nk=\"|<<|*a|&b !!int 3|longer than ten|".split(
    "|",
  );

const SOURCES =
  "*a|[*a]|[*a, *b]|{c: 1}|[{c: 1}, *a]|*l|[*l]|[[*a]]|1|~|[]|{}|[*a, 1]|[1, *a]|*v|{<<: *a}|[{<<: *a, x: 1}, {x: 2}]".split(
    "|",
  );

function merge(dice: Dice): string {
  const mergeKey = dice.pick(["<<", "<<", "'<<'", "!!merge <<", "! <<", "&x <<", "? <<\n "]);
  const entries = [`${mergeKey}: ${dice.pick(SOURCES)}`, "c: 0", `<<: ${dice.pick(SOURCES)}`];
  const chosen = dice.several(1, 3, () => dice.pick(entries));
  const body = chosen.map((entry) => ` ${entry}\n`).join("");
  return `a: &a {c: 1, d: 2}\nb: &b {c: 5, 1: 6}\nl: &l [1]\nv: &v\n${body}`;
}

function blockScalar(dice: Dice): string {
  const header = dice.pick(["|", ">"]) + dice.pick(["", "-", "+", "1", "2-", "+3", "0", "x", " #"]);
  const line = (): string =>
    `${" ".repeat(dice.int(5))}${dice.pick(["", "a", "b c", "\t", "# d", "- e", "f: g", "..."])}`;
  const lineBreak = dice.pick(["\n", "\n", "\n", "\r\n", "\r", "\u0085", "\u2028"]);
  const head = dice.pick(["", "k: ", "- ", "- - ", "k:\n  l: ", "? "]);
  const end = dice.pick(["", lineBreak, `${lineBreak}z: 1`]);
  return `${head}${[header, ...dice.several(0, 5, line)].join(lineBreak)}${end}`;
}

/** Of each length around the 70 characters of a line, and sometimes no base64. */
function binary(dice: Dice): string {
  const encoded = Buffer.alloc(dice.int(120), dice.pick(["\xff", "ab\n c", "\x00é"])).toString(
    dice.chance(0.9) ? "base64" : "hex",
  );
  return dice.chance(0.2)
    ? encoded.replace(/....$/, dice.pick(["=", "a", "\\n", "a==="]))
    : encoded;
}

const BYTES = [
  ...[0x61, 0x3a, 0x20, 0x0a, 0x00, 0x01, 0x7f, 0x80, 0x85, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2],
  ...[0xd8, 0xdc, 0xe0, 0xed, 0xef, 0xbb, 0xf0, 0xf4, 0x8f, 0x90, 0xf8, 0xfe, 0xff],
];

/** UTF-8 with and without mark, UTF-16 in both orders, and what is none of them. */
function bytes(dice: Dice): string {
  const mark = dice.pick([[], [], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]]);
  const written = Buffer.from(
    dice.pick(["", "a: ", "- b\n- "]),
    mark[0] === 0xff ? "utf16le" : "utf8",
  );
  const odd = dice.several(0, 4, () => dice.pick(BYTES));
  return fromBytes(Buffer.concat([Buffer.from(mark), written, Buffer.from(odd)]));
}

/** Around the 1024 characters within which the `:` of a key must come, and the 128 of a short key. */
function longKey(dice: Dice): string {
  const length = dice.pick([126, 1021]) + dice.int(6);
  return dice.pick(["a", "é", "😀", "a,"]).repeat(length);
}

/** Around the share of a document that may come from aliases. */
function repeatedAliases(dice: Dice): string {
  const target = `x: &a [${Array(dice.pick([1, 2, 9, 10, 50, 100]))
    .fill("1")
    .join(",")}]\n`;
  const aliases = dice.pick([90, 99, 100, 101, 500, 900, 1000]);
  return target + Array.from({ length: aliases }, (_, index) => `k${index}: *a\n`).join("");
}

/** Its last character is none, and far away from what comes before it. */
function withoutEnd(dice: Dice): string {
  const head = dice.pick([
    "a: 1\n---\n",
    "a: 1\n...\n",
    "a: b: c\n",
    "a: 'b\n",
    "a: [b\n}",
    "a: 1\n",
  ]);
  const filler = dice.pick(["#", " x", "b: c\n", "é"]);
  return head + filler.repeat(200 + dice.int(500)) + dice.pick(["\u0001", "\udcff", "\udce2"]);
}
