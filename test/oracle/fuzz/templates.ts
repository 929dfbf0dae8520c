import { call, comparison, lookUp, printf, stage } from "./calls.ts";
import { damage } from "./damage.ts";
import type { Dice } from "./dice.ts";
import type { Program } from "./program.ts";
import { anything, list, type Scope } from "./terms.ts";
import { ARGS, BROKEN_NUMBERS, DOC } from "./words.ts";

const TEXTS = [
  "text ",
  " a\n",
  "\n",
  "  ",
  "x",
  "é",
  "}}",
  "{ {",
  "\t",
  " - ",
  "- a: b\n",
  "{",
  "\r\n",
];
const COMMENTS = [
  "{{/* c */}}",
  "{{- /* c\n */ -}}",
  "{{/*}}*/}}",
  "{{- /* a */}}",
  "{{ /* no */ }}",
];

/** A whole template; most of them do something, some are broken. */
export function template(dice: Dice): Program {
  const writer = new Writer(dice);
  const text = dice.weighted([
    [6, () => writer.program()],
    [4, () => `{{ ${writer.pipeline(2)} }}`],
    [1, () => soup(dice)],
    [1, () => controls(dice)],
    [0.5, () => steady(damage(dice, writer.program(), ["", ...PIECES]))],
  ]);
  const program = {
    kind: "template",
    template: text,
    doc: DOC,
    args: ARGS,
    left: "",
    right: "",
  } as const;
  if (!dice.chance(0.03)) return program;
  const [left, right] = dice.pick(DELIMITERS);
  return { ...program, left, right, template: text.replaceAll("{{", left).replaceAll("}}", right) };
}

/** Without texts that come out in another order each time. */
function steady(text: string): string {
  return text.replace(/shuffle "[^"]*"/g, 'shuffle "aa"');
}

const DELIMITERS = [
  ["<%", "%>"],
  ["[[", "]]"],
  ["$(", ")"],
  ["<<<", ">"],
  ["/*", "*/"],
  ["é", "è"],
  ["{{-", "-}}"],
  ["- ", " -"],
  ["<\n", "\n>"],
  ["{{{{{{", "}}}}}}"],
  ["|", "|"],
  ["", "%>"],
] as const;

/** Writes nodes; knows which variables are declared and whether it is in a loop. */
class Writer {
  private readonly dice: Dice;
  private variables: readonly string[] = ["$"];
  private blocks = 0;

  constructor(dice: Dice) {
    this.dice = dice;
  }

  program(): string {
    const definitions = ["t1", "t2"].filter(() => this.dice.chance(0.3));
    const written = definitions.map((name) =>
      this.scoped(() => {
        this.variables = ["$"];
        return `${this.action(`define "${name}"`)}${this.body(1)}${this.action("end")}`;
      }),
    );
    return [...written, ...this.dice.several(1, 5, () => this.node(2))].join("");
  }

  pipeline(depth: number): string {
    const stages = [this.command(depth)];
    while (this.dice.chance(0.2))
      stages.push(this.dice.chance(0.8) ? stage(this.scope()) : this.command(depth));
    return stages.join(this.dice.chance(0.1) ? "|" : " | ");
  }

  private scope(): Scope {
    return { dice: this.dice, variables: this.variables };
  }

  private command(depth: number): string {
    const scope = this.scope();
    return this.dice.weighted([
      [4, () => this.term(depth)],
      [6, () => call(scope)],
      [2, () => printf(scope)],
      [2, () => comparison(scope)],
      [2, () => lookUp(scope)],
      [
        1,
        () =>
          `${this.dice.pick(["and", "or", "print", "println", "not", "list"])} ${this.dice.several(1, 3, () => this.term(depth)).join(" ")}`,
      ],
      [0.15, () => `${this.term(depth)} ${this.term(depth)}`],
      [0.1, () => this.dice.pick(BROKEN_NUMBERS)],
    ]);
  }

  private term(depth: number): string {
    if (depth <= 0 || this.dice.chance(0.7)) return anything(this.scope());
    const field = this.dice.chance(0.12)
      ? `.${this.dice.pick(["x", "a", "Key", "k", "Year"])}`
      : "";
    return `(${this.pipeline(depth - 1)})${field}`;
  }

  private body(depth: number): string {
    return this.dice.several(1, 3, () => this.node(depth)).join("");
  }

  private node(depth: number): string {
    const { dice } = this;
    const simple: (readonly [number, () => string])[] = [
      [4, () => dice.pick(TEXTS)],
      [5, () => this.action(this.pipeline(2))],
      [1.5, () => this.declaration()],
      [0.8, () => this.action(`${dice.pick(this.variables)} = ${this.pipeline(1)}`)],
      [0.4, () => dice.pick(COMMENTS)],
      [
        0.4,
        () =>
          this.action(
            `template ${dice.pick(['"t1"', '"t2"', "`t1`", '"none"'])} ${dice.chance(0.7) ? this.pipeline(1) : ""}`,
          ),
      ],
    ];
    if (depth <= 0) return dice.weighted(simple);
    return dice.weighted([
      ...simple,
      [2, () => this.scoped(() => this.conditional("if", depth))],
      [1.3, () => this.scoped(() => this.conditional("with", depth))],
      [2.5, () => this.scoped(() => this.loop(depth))],
      [0.4, () => this.block()],
    ]);
  }

  private declaration(): string {
    const name = `$${this.dice.pick(["x", "y", "z", "v1", "ü"])}`;
    const written = this.action(`${name}${this.dice.pick([" := ", ":="])}${this.pipeline(1)}`);
    this.variables = [...this.variables, name];
    return written;
  }

  private conditional(word: "if" | "with", depth: number): string {
    const parts = [
      this.action(`${word} ${this.declared("$c")}${this.pipeline(1)}`),
      this.body(depth - 1),
    ];
    while (this.dice.chance(0.2)) {
      parts.push(this.action(`else ${word} ${this.pipeline(1)}`), this.body(depth - 1));
    }
    if (this.dice.chance(0.5)) parts.push(this.action("else"), this.body(depth - 1));
    return [...parts, this.action("end")].join("");
  }

  private declared(name: string): string {
    if (!this.dice.chance(0.2)) return "";
    this.variables = [...this.variables, name];
    return `${name} := `;
  }

  private loop(depth: number): string {
    const { dice } = this;
    const over = this.dice.chance(0.8) ? this.loopOperand() : this.pipeline(1);
    const parts = [this.action(`range ${this.loopVariables()}${over}`), this.body(depth - 1)];
    if (dice.chance(0.25)) {
      parts.push(
        this.action(`if ${this.pipeline(0)}`),
        this.action(dice.pick(["break", "continue"])),
        this.action("end"),
      );
    }
    if (dice.chance(0.5)) parts.push(this.action("."));
    if (dice.chance(0.3)) parts.push(this.action("else"), this.body(depth - 1));
    return [...parts, this.action("end")].join("");
  }

  private loopOperand(): string {
    const { dice } = this;
    return dice.pick([
      list(this.scope()),
      list(this.scope()),
      "$.Vars.m",
      "$.Vars.mi",
      "$.Args",
      "3",
      "0",
      "-1",
      "(int64 2)",
      "$.Vars.em",
      "$.Vars.n",
      "$.Vars.missing",
      "$.Vars.s",
      "$.Vars.f",
    ]);
  }

  private loopVariables(): string {
    const { dice } = this;
    const before = this.variables;
    return dice.weighted([
      [4, () => ""],
      [2, () => ((this.variables = [...before, "$v"]), "$v := ")],
      [3, () => ((this.variables = [...before, "$k", "$v"]), "$k, $v := ")],
      [0.5, () => `${dice.pick(before)} = `],
      [0.3, () => `${dice.pick(before)}, ${dice.pick(before)} = `],
    ]);
  }

  private block(): string {
    this.blocks += 1;
    const opening = this.action(`block "b${this.blocks}" ${this.pipeline(0)}`);
    return this.scoped(() => {
      this.variables = ["$"];
      return `${opening}${this.body(0)}${this.action("end")}`;
    });
  }

  private scoped(write: () => string): string {
    const before = this.variables;
    const written = write();
    this.variables = before;
    return written;
  }

  private action(inner: string): string {
    const { dice } = this;
    const open = dice.weighted([
      [1, () => "{{- "],
      [0.2, () => dice.pick(["{{-\n", "{{\n", "{{-\t", "{{\r\n"])],
      [2, () => "{{ "],
      [5, () => "{{"],
    ]);
    const close = dice.weighted([
      [1, () => " -}}"],
      [0.2, () => dice.pick(["\n-}}", "\n}}", "\t-}}", " \n -}}"])],
      [2, () => " }}"],
      [5, () => "}}"],
    ]);
    return `${open}${inner}${close}`;
  }
}

const PIECES = [
  ...'{{ }} {{- -}} if else end range with define template block break continue nil . .x .Vars $ $x := = , | ( ) "a" `r` \'c\' 1 1.5 true print len foo " \' ` /* */ # é 0x @ % \\ "open .1 1a x.y $x.y .x.y {{end}} {{else}} {{if .x}} {{range .Vars.arr}} -1 + 1+2i .Vars.m else-if ;'.split(
    " ",
  ),
  ...' |  |\n|\t|- | -|{{with 1}}|{{ define "q" }}|\u0000|\u00a0|{{ break }}|{{ else if 1 }}'.split(
    "|",
  ),
];

const CONTROLS = [
  ..."if 1|if 0|else|else if 1|else with 1|with $.Vars.s|with 0|range $v := $.Vars.arr|range 2".split(
    "|",
  ),
  ...'end|end|end|break|continue|define "t1"|block "b" .|template "t1" 1|$x := 1|$x = 2|$x|.|/* c */'.split(
    "|",
  ),
  ..."range $i, $v := $.Vars.m|$v = 3|$v.y|.y|range $x = $.Vars.nums|print $x|with $y := .".split(
    "|",
  ),
];

/** Control actions in any order; most of them are closed at the end. */
function controls(dice: Dice): string {
  const written = dice.several(2, 9, () => dice.pick(CONTROLS));
  const opened = written.filter((one) => /^(?:if|with|range|define|block)/.test(one)).length;
  const missing = opened - written.filter((one) => one === "end").length;
  const ends = new Array<string>(Math.max(0, dice.chance(0.9) ? missing : 0)).fill("end");
  const actions = ["$x := 0", ...written, ...ends].map((inner) => `{{${inner}}}`);
  return actions.join(dice.pick(["", "", "\n", " a "]));
}

/** Tokens in any order: what the parser says to nonsense. */
function soup(dice: Dice): string {
  const inner = dice
    .several(1, 10, () => `${dice.pick(PIECES)}${dice.chance(0.3) ? " " : ""}`)
    .join("");
  return `${dice.chance(0.6) ? "{{" : ""}${inner}${dice.chance(0.6) ? "}}" : ""}`;
}
