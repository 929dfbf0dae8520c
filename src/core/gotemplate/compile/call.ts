import { CALL_STEPS, LimitError } from "../functions/limits.ts";
import { GoError } from "../value.ts";
import type { GoType, TemplateHost, Value } from "../value.ts";
import type { Place } from "../node.ts";
import { bindArgument } from "./argument.ts";
import type { Argument } from "./argument.ts";
import type { Machine, Result } from "./machine.ts";
import { toParameter, validate } from "./parameter.ts";
import type { Parameter } from "./parameter.ts";

/** A function or method as the engine calls it; those of templates are a special case. */
export type Callable<T extends Result> = {
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
  readonly misfit?: string;
  readonly call: (args: readonly T[], host: TemplateHost) => Result;
};

export type CallSite = {
  readonly name: string;
  /** What an error of the function itself points at. */
  readonly place: Place;
  readonly args: readonly Argument[];
  /** Whether a value arrives from the stage before, to be the last argument. */
  readonly isPiped: boolean;
};

/** Evaluates a call; `final` is what arrives from the stage before. */
export type Call = (machine: Machine, dot: Result, final: Result) => Result;

/** A call of what takes plain values: a function of the table, or a method. */
export function bindCall(callable: Callable<Value>, site: CallSite): Call {
  return bind(callable, site, (value) => value ?? null);
}

/** A call of what tells nil and nothing apart. */
export function bindBuiltin(callable: Callable<Result>, site: CallSite): Call {
  return bind(callable, site, (value) => value);
}

/** Checks the number of arguments now and reports it when the call is evaluated, as Go does. */
function bind<T extends Result>(
  callable: Callable<T>,
  site: CallSite,
  read: (value: Result) => T,
): Call {
  const problem = arityProblem(callable, site) ?? callable.misfit;
  if (problem !== undefined) return (machine) => machine.fail(problem);
  const parameters = callable.params.map(toParameter);
  const args = site.args.map((argument, index) =>
    bindArgument(argument, parameterAt(parameters, index)),
  );
  const last = site.isPiped ? parameterAt(parameters, args.length) : undefined;
  const steps = CALL_STEPS.get(site.name);
  return (machine, dot, final) => {
    const values: T[] = [];
    for (const evaluate of args) values.push(read(evaluate(machine, dot)));
    if (last !== undefined) values.push(read(validate(machine, final, last)));
    if (steps !== undefined) machine.spend(steps);
    return invoke(machine, callable, site, values);
  };
}

/** Parameters that a variadic function has in addition are all like its last one. */
function parameterAt(parameters: readonly Parameter[], index: number): Parameter {
  return parameters[index] ?? parameters.at(-1) ?? toParameter("");
}

function arityProblem<T extends Result>(
  { params, variadic }: Callable<T>,
  site: CallSite,
): string | undefined {
  const { name, args, isPiped } = site;
  const count = args.length + (isPiped ? 1 : 0);
  if (variadic !== true) {
    if (count === params.length) return undefined;
    return `wrong number of args for ${name}: want ${params.length} got ${count}`;
  }
  const fixed = params.length - 1;
  if (count >= fixed) return undefined;
  return `wrong number of args for ${name}: want at least ${fixed} got ${args.length}`;
}

function invoke<T extends Result>(
  machine: Machine,
  callable: Callable<T>,
  { name, place }: CallSite,
  values: readonly T[],
): Result {
  for (const value of values) machine.spendOn(value);
  try {
    const result = callable.call(values, machine.host);
    machine.spendOn(result);
    return result;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const reason = `error calling ${name}: ${error.message}`;
    const code = error instanceof LimitError ? "limit" : "execution";
    return machine.failAt(place, reason, { code, cause: error });
  }
}
