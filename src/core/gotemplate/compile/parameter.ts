import { REFLECT } from "../functions/builtins.ts";
import { typeOf } from "../functions/reflection.ts";
import { ANY, GoMap, Slice, Struct } from "../value.ts";
import type { GoType, Value } from "../value.ts";
import type { Machine, Result } from "./machine.ts";

/** A parameter, with what text/template wants to know of its type. */
export type Parameter = {
  readonly type: GoType;
  readonly kind: ParameterKind;
  /** What nil becomes; `undefined` where nil doesn't fit. For `reflect` nil stays `undefined` itself. */
  readonly zero: (() => Value) | undefined;
};

type ParameterKind = "any" | "reflect" | "bool" | "int" | "uint" | "float" | "string" | "other";

export function toParameter(written: GoType): Parameter {
  const type = written === "[]byte" ? "[]uint8" : written;
  return { type, kind: kindOfType(type), zero: zeroOf(type) };
}

/** Whether the literal nil may be given. */
export function acceptsNil({ kind, zero }: Parameter): boolean {
  return kind === "reflect" || zero !== undefined;
}

/** Checks a value as Go does before a call; the machine's place is that of the value. */
export function validate(machine: Machine, value: Result, parameter: Parameter): Result {
  const { kind, type } = parameter;
  if (kind === "reflect") return value;
  if (value === undefined) {
    return parameter.zero !== undefined
      ? parameter.zero()
      : machine.fail(`invalid value; expected ${type}`);
  }
  if (kind === "any") return value;
  if (kind === "string" && typeof value === "string") return value;
  if (value === null) return machine.fail(wrongType(type, ANY));
  if (typeOf(value) === type || (value instanceof Struct && value.name === type)) return value;
  return machine.fail(wrongType(type, typeOf(value)));
}

function wrongType(expected: GoType, got: GoType): string {
  return `wrong type for value; expected ${expected}; got ${got}`;
}

function kindOfType(type: GoType): ParameterKind {
  if (type === ANY) return "any";
  if (type === REFLECT) return "reflect";
  if (type === "bool" || type === "string") return type;
  if (type === "time.Duration" || /^int(?:8|16|32|64)?$/.test(type)) return "int";
  if (/^uint(?:8|16|32|64|ptr)?$/.test(type)) return "uint";
  return /^float(?:32|64)$/.test(type) ? "float" : "other";
}

function zeroOf(type: GoType): (() => Value) | undefined {
  if (type === ANY || type.startsWith("*") || type === "error") return () => null;
  if (type.startsWith("[]")) return () => new Slice([], type.slice(2), true);
  const [, key, elem] = /^map\[([^\]]*)\](.*)$/.exec(type) ?? [];
  return key === undefined || elem === undefined ? undefined : () => new GoMap(key, elem, true);
}
