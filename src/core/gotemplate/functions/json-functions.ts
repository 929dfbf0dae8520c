import { ANY, GoError } from "../value.ts";
import type { Value } from "../value.ts";
import { decodeJson } from "./json-decode.ts";
import { encodeJson } from "./json-encode.ts";
import type { JsonOptions } from "./json-encode.ts";
import { LimitError } from "./limits.ts";
import { ANYTHING, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

const PLAIN: JsonOptions = { escapeHtml: true, indent: "" };
const PRETTY: JsonOptions = { escapeHtml: true, indent: "  " };
const RAW: JsonOptions = { escapeHtml: false, indent: "" };

/** JSON from and to values; without `must` what fails is nil or an empty text, but for `toRawJson`. */
export const jsonFunctions: FunctionTable = {
  fromJson: unary(TEXT, ANY, (text) => orElse(null, () => decodeJson(text).value)),
  mustFromJson: unary(TEXT, ANY, decodeStrictly),
  toJson: unary(ANYTHING, "string", (value) => orElse("", () => encodeJson(value, PLAIN))),
  mustToJson: unary(ANYTHING, "string", (value) => encodeJson(value, PLAIN)),
  toPrettyJson: unary(ANYTHING, "string", (value) => orElse("", () => encodeJson(value, PRETTY))),
  mustToPrettyJson: unary(ANYTHING, "string", (value) => encodeJson(value, PRETTY)),
  toRawJson: unary(ANYTHING, "string", (value) => encodeJson(value, RAW)),
  mustToRawJson: unary(ANYTHING, "string", (value) => encodeJson(value, RAW)),
};

function decodeStrictly(text: string): Value {
  const { value, overflow } = decodeJson(text);
  if (overflow !== undefined) throw overflow;
  return value;
}

function orElse(fallback: Value, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof GoError && !(error instanceof LimitError)) return fallback;
    throw error;
  }
}
