import { withoutPointer } from "../compile/machine.ts";
import { isTrue } from "../compile/truth.ts";
import { ANY } from "../value.ts";
import type { GoType, Value } from "../value.ts";
import { isEqual, isLess, isLessOrEqual } from "./comparison.ts";
import { htmlEscaped, jsEscaped, queryEscaped } from "./escaping.ts";
import { elementAt, lengthOf, partOf } from "./indexing.ts";
import { sprint, sprintf, sprintln } from "./printing.ts";

/** The type of parameters that tell nil and nothing apart, which a template's own functions can't. */
export const REFLECT = "reflect.Value";

/** `undefined` is nothing at all, for example the value of a missing key. */
export type Operand = Value | undefined;

export type Builtin = {
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
  /** Throws a GoError. */
  readonly call: (args: readonly Operand[]) => Value;
};

/** The functions of text/template itself; those of a table that have the same name come before them. */
export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ["eq", onOperands(1, ([first, ...others]) => isEqual(first, others), "variadic")],
  ["ne", onOperands(2, ([a, b]) => !isEqual(a, [b]))],
  ["lt", onOperands(2, ([a, b]) => isLess(a, b))],
  ["le", onOperands(2, ([a, b]) => isLessOrEqual(a, b))],
  ["gt", onOperands(2, ([a, b]) => !isLessOrEqual(a, b))],
  ["ge", onOperands(2, ([a, b]) => !isLess(a, b))],
  ["not", onOperands(1, ([value]) => !isTrue(value))],
  ["len", onOperands(1, ([value]) => lengthOf(value))],
  ["index", onOperands(1, ([item, ...indexes]) => elementAt(item, indexes), "variadic")],
  ["slice", onOperands(1, ([item, ...indexes]) => partOf(item, indexes), "variadic")],
  ["html", onValues((values) => htmlEscaped(textOf(values)))],
  ["js", onValues((values) => jsEscaped(textOf(values)))],
  ["urlquery", onValues((values) => queryEscaped(textOf(values)))],
  ["print", onValues(sprint)],
  ["println", onValues(sprintln)],
  ["printf", { params: ["string", ANY], variadic: true, call: printFormatted }],
]);

function onOperands(
  count: number,
  call: (operands: readonly Operand[]) => Value,
  variadic?: "variadic",
): Builtin {
  const params = new Array<GoType>(count).fill(REFLECT);
  if (variadic === undefined) return { params, call };
  return { params: [...params, REFLECT], variadic: true, call };
}

function onValues(call: (values: readonly Value[]) => string): Builtin {
  return { params: [ANY], variadic: true, call: (operands) => call(operands.map(toValue)) };
}

function toValue(operand: Operand): Value {
  return operand ?? null;
}

function printFormatted([format, ...operands]: readonly Operand[]): string {
  return sprintf(typeof format === "string" ? format : "", operands.map(toValue));
}

/** A single text stays as it is, everything else is printed as an action would print it. */
function textOf(values: readonly Value[]): string {
  return sprint(values.map((value) => (value === null ? "<no value>" : withoutPointer(value))));
}
