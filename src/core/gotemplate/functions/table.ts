import { ANY, Float, GoError, GoMap, Slice, Struct } from "../value.ts";
import type { GoFunction, GoType, TemplateHost, Value } from "../value.ts";
import { joinBytes } from "./byte-string.ts";
import { assertTextSize } from "./limits.ts";

/** Functions by the name that templates call them by. */
export type FunctionTable = Readonly<Record<string, GoFunction>>;

/** A parameter: its Go type, and how a checked argument is read as a JavaScript value. */
export type Param<T> = { readonly type: GoType; readonly read: (value: Value) => T };

export const ANYTHING: Param<Value> = { type: ANY, read: (value) => value };
export const TEXT: Param<string> = { type: "string", read: readText };
export const INT: Param<number> = { type: "int", read: readInt };
/** For arguments of which the last digits count even where a number doesn't hold them. */
export const BIG_INT: Param<bigint> = { type: "int", read: readBigInt };
export const FLOAT: Param<number> = { type: "float64", read: readFloat };
export const BOOL: Param<boolean> = { type: "bool", read: readBool };
export const DICT: Param<GoMap> = { type: "map[string]interface {}", read: readMap };

/** A function without parameters. */
export function nullary(result: GoType, body: (host: TemplateHost) => Value): GoFunction {
  return { params: [], result, call: (_args, host) => finish(body(host)) };
}

/** A function of one parameter. */
export function unary<A>(
  a: Param<A>,
  result: GoType,
  body: (a: A, host: TemplateHost) => Value,
): GoFunction {
  return {
    params: [a.type],
    result,
    call: (args, host) => finish(body(a.read(at(args, 0)), host)),
  };
}

/** A function of two parameters. */
export function binary<A, B>(
  a: Param<A>,
  b: Param<B>,
  result: GoType,
  body: (a: A, b: B, host: TemplateHost) => Value,
): GoFunction {
  return {
    params: [a.type, b.type],
    result,
    call: (args, host) => finish(body(a.read(at(args, 0)), b.read(at(args, 1)), host)),
  };
}

/** A function of three parameters. */
export function trinary<A, B, C>(
  a: Param<A>,
  b: Param<B>,
  c: Param<C>,
  result: GoType,
  body: (a: A, b: B, c: C, host: TemplateHost) => Value,
): GoFunction {
  return {
    params: [a.type, b.type, c.type],
    result,
    call: (args, host) =>
      finish(body(a.read(at(args, 0)), b.read(at(args, 1)), c.read(at(args, 2)), host)),
  };
}

/** A function of any number of arguments of one type. */
export function variadic<R>(
  rest: Param<R>,
  result: GoType,
  body: (rest: readonly R[], host: TemplateHost) => Value,
): GoFunction {
  return {
    params: [rest.type],
    variadic: true,
    result,
    call: (args, host) => finish(body(args.map(rest.read), host)),
  };
}

/** A function of one parameter and any number of further arguments. */
export function leading<A, R>(
  a: Param<A>,
  rest: Param<R>,
  result: GoType,
  body: (a: A, rest: readonly R[], host: TemplateHost) => Value,
): GoFunction {
  return {
    params: [a.type, rest.type],
    variadic: true,
    result,
    call: (args, host) => finish(body(a.read(at(args, 0)), args.slice(1).map(rest.read), host)),
  };
}

/** Reads one argument; the engine has counted them, so a missing one is nil. */
export function at(args: readonly Value[], index: number): Value {
  return args[index] ?? null;
}

/** Bytes that meet again in a result become the character they form, and huge texts are refused. */
function finish(result: Value): Value {
  if (typeof result !== "string") return result;
  assertTextSize(result.length);
  return joinBytes(result);
}

function readText(value: Value): string {
  return typeof value === "string" ? value : refuse("string", value);
}

function readInt(value: Value): number {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) : refuse("int", value);
}

function readBigInt(value: Value): bigint {
  return typeof value === "bigint" ? value : BigInt(readInt(value));
}

function readFloat(value: Value): number {
  if (value instanceof Float) return value.value;
  return typeof value === "number" ? value : refuse("float64", value);
}

function readBool(value: Value): boolean {
  return typeof value === "boolean" ? value : refuse("bool", value);
}

function readMap(value: Value): GoMap {
  if (value === null) return new GoMap("string", ANY, true);
  return value instanceof GoMap ? value : refuse("map[string]interface {}", value);
}

function refuse(expected: GoType, value: Value): never {
  const got = value instanceof Slice || value instanceof Struct ? value.type : typeof value;
  throw new GoError(`wrong type for value; expected ${expected}; got ${got}`);
}
