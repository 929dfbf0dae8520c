import { quoted } from "./fmt/quote.ts";
import type { Value } from "./value.ts";

/** What an action can compute. `position` is where Go says that an error in it happened. */
export type Expression =
  | Pipeline
  | { readonly kind: "field"; readonly position: number; readonly names: readonly string[] }
  | Variable
  | Chain
  | { readonly kind: "function"; readonly position: number; readonly name: string }
  | { readonly kind: "dot"; readonly position: number }
  | { readonly kind: "nil"; readonly position: number }
  | { readonly kind: "bool"; readonly position: number; readonly value: boolean }
  | NumberLiteral
  | TextLiteral;

export type Pipeline = {
  readonly kind: "pipeline";
  readonly position: number;
  readonly variables: readonly Variable[];
  /** `=`, not `:=`. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
};

/** A function, method or value, and what it is given. */
export type Command = {
  readonly kind: "command";
  readonly position: number;
  readonly first: Expression;
  readonly rest: readonly Expression[];
};

/** `$name.field.field`; the dollar sign belongs to the name. */
export type Variable = {
  readonly kind: "variable";
  readonly position: number;
  readonly name: string;
  readonly names: readonly string[];
};

/** Fields of something that is neither dot nor a variable, for example of a pipeline in parentheses. */
export type Chain = {
  readonly kind: "chain";
  readonly position: number;
  readonly of: Expression;
  readonly names: readonly string[];
};

/** A number is of each type that it fits. */
export type NumberLiteral = {
  readonly kind: "number";
  readonly position: number;
  readonly text: string;
  /** Its value where any type will do; `undefined` where it is too large for `int`. */
  readonly value: Value | undefined;
  readonly integer: bigint | undefined;
  readonly unsigned: bigint | undefined;
  readonly float: number | undefined;
};

export type TextLiteral = {
  readonly kind: "text-literal";
  readonly position: number;
  readonly text: string;
  readonly value: string;
};

export type Branch = {
  readonly kind: "if" | "with" | "range";
  readonly position: number;
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[] | undefined;
};

export type TemplateCall = {
  readonly kind: "template";
  readonly position: number;
  readonly name: string;
  readonly pipeline: Pipeline | undefined;
};

/** What a template consists of. */
export type Node =
  | { readonly kind: "text"; readonly position: number; readonly text: string }
  | { readonly kind: "action"; readonly position: number; readonly pipeline: Pipeline }
  | { readonly kind: "break" | "continue"; readonly position: number }
  | Branch
  | TemplateCall;

/** What an error can point at. */
export type Place = Expression | Command | TemplateCall;

/** The source of it in Go's normal form, as errors quote it. */
export function sourceOf(place: Place): string {
  switch (place.kind) {
    case "pipeline":
      return pipelineSource(place);
    case "command":
      return [place.first, ...place.rest].map(operandSource).join(" ");
    case "field":
      return place.names.map((name) => `.${name}`).join("");
    case "variable":
      return [place.name, ...place.names].join(".");
    case "chain":
      return [operandSource(place.of), ...place.names].join(".");
    case "function":
      return place.name;
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(place.value);
    case "number":
    case "text-literal":
      return place.text;
    case "template":
      return templateSource(place);
  }
}

/** Nothing but the blanks of Unicode; for JavaScript a byte order mark is one more, and U+0085 is none. */
const BLANKS = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;

/** Whether nothing but blanks would ever come of it. */
export function isEmptyBody(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === "text" && BLANKS.test(node.text));
}

function pipelineSource({ variables, isAssignment, commands }: Pipeline): string {
  const names = variables.map(sourceOf).join(", ");
  const assigned = names === "" ? "" : `${names} ${isAssignment ? "=" : ":="} `;
  return assigned + commands.map(sourceOf).join(" | ");
}

function operandSource(operand: Expression): string {
  return operand.kind === "pipeline" ? `(${sourceOf(operand)})` : sourceOf(operand);
}

function templateSource({ name, pipeline }: TemplateCall): string {
  const data = pipeline === undefined ? "" : ` ${sourceOf(pipeline)}`;
  return `{{template ${quoted(name)}${data}}}`;
}
