import { ANY, GoError } from "../value.ts";
import type { Value } from "../value.ts";
import { isEmpty } from "./reflection.ts";
import { ANYTHING, BOOL, leading, nullary, TEXT, trinary, unary, variadic } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Choosing between values, and giving up. */
export const flowFunctions: FunctionTable = {
  all: variadic(ANYTHING, "bool", (values) => !values.some(isEmpty)),
  any: variadic(ANYTHING, "bool", (values) => values.some((value) => !isEmpty(value))),
  coalesce: variadic(ANYTHING, ANY, (values) => values.find((value) => !isEmpty(value)) ?? null),
  default: leading(ANYTHING, ANYTHING, ANY, (fallback, [given = null]) =>
    isEmpty(given) ? fallback : given,
  ),
  empty: unary(ANYTHING, "bool", isEmpty),
  fail: unary(TEXT, "string", refuse),
  hello: nullary("string", () => "Hello!"),
  ternary: trinary(ANYTHING, ANYTHING, BOOL, ANY, (yes, no, condition) => (condition ? yes : no)),
};

function refuse(message: string): Value {
  throw new GoError(message);
}
