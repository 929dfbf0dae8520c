import { isDeepEqual, kindOf, typeOf } from "./reflection.ts";
import { ANYTHING, binary, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** What a value is, in Go's words. */
export const reflectionFunctions: FunctionTable = {
  deepEqual: binary(ANYTHING, ANYTHING, "bool", isDeepEqual),
  kindIs: binary(TEXT, ANYTHING, "bool", (kind, value) => kindOf(value) === kind),
  kindOf: unary(ANYTHING, "string", kindOf),
  typeIs: binary(TEXT, ANYTHING, "bool", (type, value) => typeOf(value) === type),
  typeIsLike: binary(
    TEXT,
    ANYTHING,
    "bool",
    (type, value) => typeOf(value) === type || typeOf(value) === `*${type}`,
  ),
  typeOf: unary(ANYTHING, "string", typeOf),
};
