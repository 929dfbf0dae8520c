import { damage } from "./damage.ts";
import type { Dice } from "./dice.ts";
import type { Program } from "./program.ts";
import { oddity } from "./yaml-oddities.ts";

const SCALARS: readonly string[] =
  "a|str|1|-1|+1|0|010|0o10|0b101|0x1F|1_000|08|09|1.20|1.0|5.|.5|1e3|1e6|1e+06|-0|-0.0|.inf|-.Inf|.NAN|~|null|Null|NULL||yes|No|ON|off|y|n|N|true|False|tRue|1:30|12:30:45|190:20:30|2001-02-03|2001-12-14t21:59:43.10-05:00|2001-12-14 21:59:43|18446744073709551615|18446744073709551616|9223372036854775808|-9223372036854775809|!!binary aGk=|!!str 1|!!int '3'|!!float 2|!!bool yes|!!null x|!!int x|!custom v|!!timestamp 2001-02-03|<<|=|'single ''q'''|\"double \\\" \\n \\u00e9 \\x41\"|'a: b'|\"#c\"|a#b|a #c|-a|- |?x|:x|x:|@a|`a|%a|&a v|*a|[a, b]|{a: b}|{a, b: }|[]|{}|[a, ]|[,]|{,}|[a: b]|{? a : b}|>-|a b  c|é|😀|\u00a0|\ufeff|\u2028|\t|\"a\\\n  b\"|'a\n  b'|0x|0b2|0o8|1__0|_1|1_|-_1|+.5|1.e1|.e1|1e|0x1p4|Infinity|nan|inf|-.nan|\"\\/\"|\"\\q\"|!<tag:yaml.org,2002:str> 1|! a|!!map {a: 1}|!!seq [a]|!!set {a}|!!merge x|-1_000.5|0.1e-7|1e400|0b-1|-0x1F|-0b1|-010|0777|0o-7".split(
    "|",
  );
const KEYS: readonly string[] =
  "a|b|c|key|'q'|\"d\"|1|true|1.5|~|? x\n|<<|a b|é|a.b|k-e_y|010|!!str 1|[a]|[]|{}|[[]]|&k x|*a|y|a9|a10|A|=|''".split(
    "|",
  );
const TEXT_LINES = [
  "one",
  " two",
  "",
  "  three",
  "# no comment",
  "a: b",
  "\tfour",
  "- five",
  "é",
  "x ",
];

/** A document of the dialect, with its oddities; some are broken. */
export function yamlText(dice: Dice): Program {
  const writer = new YamlWriter(dice);
  const text = dice.weighted([
    [6, () => writer.block(3, 0)],
    [2, () => `k: ${dice.pick(SCALARS)}\n`],
    [1, () => dice.pick(SCALARS)],
    [1, () => writer.flow(3)],
    [1, () => damage(dice, writer.block(3, 0), INSERTED)],
    [4, () => oddity(dice)],
    [0.5, () => damage(dice, oddity(dice), INSERTED)],
    [0.5, () => withOtherBreaks(dice, writer.block(3, 0))],
    [0.5, () => `${dice.pick(PROLOGUES)}${writer.block(2, 0)}${dice.pick(EPILOGUES)}`],
  ]);
  return { kind: "yaml", yaml: text, strict: dice.chance(0.4) };
}

function withOtherBreaks(dice: Dice, text: string): string {
  return text.replaceAll("\n", dice.pick(["\r\n", "\r", "\u0085", "\u2028", "\u2029"]));
}

const PROLOGUES = [
  "---\n",
  "--- ",
  "%YAML 1.1\n---\n",
  "%YAML 1.2\n---\n",
  "%TAG ! !x\n---\n",
  "# c\n",
  "\n\n",
  "\ufeff",
  "%FOO\n---\n",
  "---\n---\n",
];
const EPILOGUES = ["", "...\n", "---\nb: 2\n", "# end", "\n\n", "...\nx", "\u0000", "\t"];

class YamlWriter {
  private readonly dice: Dice;

  constructor(dice: Dice) {
    this.dice = dice;
  }

  /** Lines of a block collection, or one scalar, each line indented by `indent`. */
  block(depth: number, indent: number): string {
    const pad = " ".repeat(indent);
    const { dice } = this;
    if (depth === 0) return `${pad}${dice.pick(SCALARS)}\n`;
    return dice.weighted([
      [5, () => dice.several(1, 4, () => this.entry(depth, indent)).join("")],
      [3, () => dice.several(1, 4, () => `${pad}-${this.value(depth, indent)}`).join("")],
      [0.5, () => `${pad}${this.flow(2)}\n`],
    ]);
  }

  flow(depth: number): string {
    const { dice } = this;
    if (depth === 0) return dice.pick(SCALARS);
    const separator = dice.pick([", ", ",", " , ", ",\n "]);
    return dice.weighted([
      [2, () => `[${dice.several(0, 3, () => this.flow(depth - 1)).join(separator)}]`],
      [
        2,
        () =>
          `{${dice.several(0, 3, () => `${dice.pick(KEYS)}${dice.pick([": ", ":", " : "])}${this.flow(depth - 1)}`).join(separator)}}`,
      ],
      [2, () => dice.pick(SCALARS)],
    ]);
  }

  private entry(depth: number, indent: number): string {
    const pad = " ".repeat(indent);
    const { dice } = this;
    const comment = dice.chance(0.06) ? `${pad}# comment\n` : dice.chance(0.05) ? "\n" : "";
    return `${comment}${pad}${dice.pick(KEYS)}:${this.value(depth, indent)}`;
  }

  /** What stands behind `key:` or `-`, line break included. */
  private value(depth: number, indent: number): string {
    const { dice } = this;
    const properties = dice.weighted([
      [12, () => ""],
      [1, () => " &a"],
      [0.5, () => " !!str"],
      [0.3, () => " &b !x"],
    ]);
    return dice.weighted([
      [5, () => `${properties} ${dice.pick(SCALARS)}\n`],
      [3, () => `${properties}\n${this.block(depth - 1, indent + dice.pick([0, 1, 2, 2, 4]))}`],
      [1, () => `${properties} ${this.flow(2)}\n`],
      [1, () => `${properties} ${this.text(indent)}`],
      [0.5, () => ` *${dice.pick(["a", "b", "c"])}\n`],
      [0.3, () => ` ${dice.pick(SCALARS)} # comment\n`],
      [0.5, () => ` ${this.block(depth - 1, indent + 2).trimStart()}`],
    ]);
  }

  private text(indent: number): string {
    const { dice } = this;
    const header = `${dice.pick(["|", ">"])}${dice.pick(["", "", "-", "+", "2", "1-", "+3", " # c"])}`;
    const pad = " ".repeat(indent + dice.pick([1, 2, 2, 3]));
    return `${header}\n${dice.several(0, 5, () => `${pad}${dice.pick(TEXT_LINES)}\n`).join("")}`;
  }
}

const INSERTED = [
  ":",
  "-",
  " ",
  "\n",
  "\t",
  "[",
  "}",
  '"',
  "'",
  "#",
  "&",
  "*",
  "!",
  "|",
  ">",
  "%",
  "@",
  "?",
  ",",
  "\r",
  "  ",
  "\u0085",
];
