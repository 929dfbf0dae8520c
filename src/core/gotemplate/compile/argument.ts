import { goInt } from "../functions/numbers.ts";
import { sourceOf } from "../node.ts";
import type { Expression, NumberLiteral } from "../node.ts";
import { Float, Integer } from "../value.ts";
import type { IntegerKind, Value } from "../value.ts";
import type { Evaluate, Result } from "./machine.ts";
import { acceptsNil, validate } from "./parameter.ts";
import type { Parameter } from "./parameter.ts";

/** An argument before it is known what for. */
export type Argument = {
  readonly expression: Expression;
  /** Only for what is no literal. */
  readonly evaluate: Evaluate | undefined;
};

/** The value of an argument for a parameter. Literals are converted, everything else is checked. */
export function bindArgument({ expression, evaluate }: Argument, parameter: Parameter): Evaluate {
  if (evaluate !== undefined) {
    if (parameter.kind === "reflect") return evaluate;
    return (machine, dot) => validate(machine, evaluate(machine, dot), parameter);
  }
  if (expression.kind === "dot") {
    return (machine, dot) => {
      machine.place = expression;
      return validate(machine, dot, parameter);
    };
  }
  return bindLiteral(expression, parameter);
}

function bindLiteral(expression: Expression, parameter: Parameter): Evaluate {
  const literal = literalFor(expression, parameter);
  if ("problem" in literal) {
    return (machine) => machine.failAt(expression, literal.problem);
  }
  const { value } = literal;
  return (machine) => {
    machine.place = expression;
    return value;
  };
}

type Literal = { readonly value: Result } | { readonly problem: string };

function literalFor(expression: Expression, parameter: Parameter): Literal {
  const { kind, type } = parameter;
  if (expression.kind === "nil") {
    return acceptsNil(parameter)
      ? { value: parameter.zero?.() }
      : { problem: `cannot assign nil to ${type}` };
  }
  switch (kind) {
    case "any":
    case "reflect":
      return literalOf(expression);
    case "bool":
      if (expression.kind === "bool") return { value: expression.value };
      return { problem: `expected bool; found ${sourceOf(expression)}` };
    case "string":
      if (expression.kind === "text-literal") return { value: expression.value };
      return { problem: `expected string; found ${sourceOf(expression)}` };
    case "int":
    case "uint":
    case "float":
      return numberFor(expression, parameter);
    case "other":
      return { problem: `can't handle ${sourceOf(expression)} for arg of type ${type}` };
  }
}

/** The value of a literal where any type will do. */
export function literalOf(expression: Expression): Literal {
  if (expression.kind === "bool" || expression.kind === "text-literal") {
    return { value: expression.value };
  }
  const value = expression.kind === "number" ? expression.value : undefined;
  return value === undefined ? { problem: `${sourceOf(expression)} overflows int` } : { value };
}

const NUMBER_WORDS = { int: "integer", uint: "unsigned integer", float: "float" } as const;

function numberFor(expression: Expression, { kind, type }: Parameter): Literal {
  const value = expression.kind === "number" ? numberOfType(expression, type) : undefined;
  if (value !== undefined) return { value };
  const word = kind === "int" || kind === "uint" ? NUMBER_WORDS[kind] : NUMBER_WORDS.float;
  return { problem: `expected ${word}; found ${sourceOf(expression)}` };
}

function numberOfType(
  { integer, unsigned, float }: NumberLiteral,
  type: string,
): Value | undefined {
  if (type.startsWith("float")) return float === undefined ? undefined : new Float(float);
  if (type === "int") return integer === undefined ? undefined : goInt(integer);
  const kind = INTEGER_KINDS.get(type);
  const value = kind?.startsWith("int") === true ? integer : unsigned;
  return value === undefined || kind === undefined ? undefined : new Integer(kind, value, type);
}

/** Of the types of parameters; `time.Duration` is the one named type that literals are given to. */
const INTEGER_KINDS: ReadonlyMap<string, IntegerKind> = new Map([
  ["time.Duration", "int64"],
  ...(
    [
      "int8",
      "int16",
      "int32",
      "int64",
      "uint",
      "uint8",
      "uint16",
      "uint32",
      "uint64",
      "uintptr",
    ] as const
  ).map((kind): [string, IntegerKind] => [kind, kind]),
]);
