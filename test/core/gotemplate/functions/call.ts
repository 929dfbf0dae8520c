import { shuttleFunctions, sprigFunctions } from "../../../../src/core/gotemplate/functions/all.ts";
import type { TemplateHost, Value } from "../../../../src/core/gotemplate/value.ts";
import { hostStub } from "../host.ts";

/** Calls a function as a template of a plan would, with arguments that fit its parameters. */
export function call(name: string, ...args: readonly Value[]): Value {
  return callOn(hostStub(), name, ...args);
}

export function callOn(host: TemplateHost, name: string, ...args: readonly Value[]): Value {
  const found = shuttleFunctions[name];
  if (found === undefined) throw new Error(`no function ${name}`);
  return found.call(args, host);
}

/** The same for sprig's own, where shuttle has another of that name. */
export function callSprig(name: string, ...args: readonly Value[]): Value {
  const found = sprigFunctions[name];
  if (found === undefined) throw new Error(`no function ${name}`);
  return found.call(args, hostStub());
}

/** The result as a text. */
export function textFrom(value: Value): string {
  if (typeof value === "string") return value;
  throw new Error(`expected a text, got ${typeof value}`);
}
