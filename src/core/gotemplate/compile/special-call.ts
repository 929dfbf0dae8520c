import { REFLECT } from "../functions/builtins.ts";
import { typeOf } from "../functions/reflection.ts";
import { sourceOf } from "../node.ts";
import { bindArgument } from "./argument.ts";
import type { Call, CallSite } from "./call.ts";
import type { Result } from "./machine.ts";
import { toParameter } from "./parameter.ts";
import { isTrue } from "./truth.ts";

/** Builtins that don't evaluate all arguments, or look at how they are written. */
export const SPECIAL_NAMES: ReadonlySet<string> = new Set(["and", "or", "call"]);

export function bindSpecial(site: CallSite): Call {
  const { name, args, isPiped } = site;
  if (args.length === 0 && !isPiped) {
    return (machine) => machine.fail(`wrong number of args for ${name}: want at least 1 got 0`);
  }
  return name === "call" ? bindCallOfValue(site) : bindShortCircuit(site);
}

/** `and` stops at the first false value, `or` at the first true one; the last one evaluated is the result. */
function bindShortCircuit({ name, args, isPiped }: CallSite): Call {
  const parameter = toParameter(REFLECT);
  const operands = args.map((argument) => bindArgument(argument, parameter));
  const decisive = name === "or";
  return (machine, dot, final) => {
    let value: Result;
    for (const operand of operands) {
      value = operand(machine, dot);
      if (isTrue(value) === decisive) return value;
    }
    return isPiped ? final : value;
  };
}

/** There are no functions among the values of templates, so nothing can be called. */
function bindCallOfValue({ place, args, isPiped }: CallSite): Call {
  const parameter = toParameter(REFLECT);
  const operands = args.map((argument) => bindArgument(argument, parameter));
  const [written] = args;
  return (machine, dot, final) => {
    const values = operands.map((operand) => operand(machine, dot));
    if (isPiped) values.push(final);
    const callee = values[0] ?? null;
    if (callee === null) return machine.failAt(place, "error calling call: call of nil");
    const name = written === undefined ? pipedName(callee) : sourceOf(written.expression);
    const problem = `non-function ${name} of type ${typeOf(callee)}`;
    return machine.failAt(place, `error calling call: ${problem}`);
  };
}

function pipedName(callee: Exclude<Result, undefined>): string {
  return typeof callee === "string" ? callee : `<${typeOf(callee)} Value>`;
}
