import { ANY, GoError, GoMap, Slice, Struct } from "../value.ts";
import type { TemplateHost, Value } from "../value.ts";
import { lookUp } from "../../shuttle/lookup.ts";
import { decodeYamlMap } from "../../yaml/decode.ts";
import { encodeYaml } from "../../yaml/encode.ts";
import { YamlError } from "../../yaml/yaml-error.ts";
import { compareBytes } from "./byte-string.ts";
import { toUpper, trimSpace, upperRune } from "./characters.ts";
import { fileValue } from "./file-value.ts";
import { printValue, sprintf } from "./printing.ts";
import { isIdentical, typeOf } from "./reflection.ts";
import { ANYTHING, binary, INT, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

const LIST = "[]interface {}";
const PAIR = "templates.KeyValuePair";
const FILE = "fs.FileInfo";

/** What shuttle adds to sprig; `get`, `int` and `trim` take the place of sprig's. */
export const ownFunctions: FunctionTable = {
  get: binary(TEXT, ANYTHING, ANY, find),
  string: binary(TEXT, ANYTHING, "string", (path, value) => textOf(find(path, value))),
  int: binary(TEXT, ANYTHING, "int", (path, value) => intOf(find(path, value))),
  array: binary(TEXT, ANYTHING, LIST, array),
  objectArray: binary(TEXT, ANYTHING, `[]${PAIR}`, (path, value) =>
    value === null ? new Slice([], PAIR, true) : new Slice(pairsOf(find(path, value)), PAIR),
  ),
  strConst: unary(TEXT, "string", (text) => toUpper(text.replaceAll(".", "_"))),
  is: binary(ANYTHING, ANYTHING, "bool", isIdentical),
  isnt: binary(ANYTHING, ANYTHING, "bool", (a, b) => !isIdentical(a, b)),
  toYaml: unary(ANYTHING, "string", (value) => withYamlErrors(() => encodeYaml(value))),
  fromYaml: unary(TEXT, "map[string]interface {}", (text) =>
    withYamlErrors(() => decodeYamlMap(text)),
  ),
  getFileContent: unary(TEXT, "string", (path, host) => host.readFile(path)),
  fileExists: unary(TEXT, "bool", (path, host) => host.fileExists(path)),
  getFiles: unary(TEXT, `[]${FILE}`, files),
  trim: unary(TEXT, "string", trimSpace),
  upperFirst: unary(TEXT, "string", upperFirst),
  rightPad: binary(TEXT, INT, "string", (text, width) => sprintf(`%-${width}s`, [text])),
};

/** The original's message ends its line, so ours does. */
function find(path: string, value: Value): Value {
  try {
    return lookUp(path, value);
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${error.message}\n`);
    throw error;
  }
}

function textOf(value: Value): string {
  return value === null ? "" : printValue(value);
}

function intOf(value: Value): Value {
  if (value === null) return 0;
  return typeof value === "number" || typeof value === "bigint" ? value : misfit(value, "int");
}

/** A list stays as it is, a map becomes its values, anything else is an empty list. */
function array(path: string, value: Value): Slice {
  const found = find(path, value);
  if (found instanceof Slice && found.elem === ANY) return found;
  const values = pairsOf(found).map((pair) => pair.fields.get("Value") ?? null);
  return new Slice(values, ANY, values.length === 0);
}

/** The entries of a map by the bytes of their keys. Throws {@link GoError} for keys that are no texts. */
function pairsOf(value: Value): Struct[] {
  if (!(value instanceof GoMap) || value.elem !== ANY) return [];
  return [...value.entries.values()]
    .map((entry) => ({ key: keyText(entry.key), value: entry.value }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map((entry) => {
      const fields: [string, Value][] = [
        ["Key", entry.key],
        ["Value", entry.value],
      ];
      return new Struct({ name: PAIR, fields, anyFields: ["Value"] });
    });
}

function keyText(key: Value): string {
  return typeof key === "string" ? key : misfit(key, "string");
}

function misfit(value: Value, expected: string): never {
  const got = value === null ? "nil" : typeOf(value);
  throw new GoError(`interface conversion: interface {} is ${got}, not ${expected}`);
}

function withYamlErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new GoError(error.code === "unsupported" ? error.reason : error.message);
  }
}

function files(path: string, host: TemplateHost): Slice {
  return new Slice((host.listFiles(path) ?? []).map(fileValue), FILE);
}

/** Unlike the original, which takes the first byte for a letter and breaks all others. */
function upperFirst(text: string): string {
  const [first = ""] = text;
  return upperRune(first) + text.slice(first.length);
}
