import { typeOf } from "../functions/reflection.ts";
import type { Place } from "../node.ts";
import { ANY, GoMap, Struct } from "../value.ts";
import type { GoType, Value } from "../value.ts";
import type { Argument } from "./argument.ts";
import { bindCall } from "./call.ts";
import type { Machine, Result } from "./machine.ts";
import { methodOf } from "./method.ts";

export type FieldSite = {
  readonly names: readonly string[];
  readonly place: Place;
  /** For the last name, which may be a method. */
  readonly args: readonly Argument[];
  readonly isPiped: boolean;
  /** Whether the static type of what the first name is asked of is `interface {}`. */
  readonly isInterface: (machine: Machine) => boolean;
};

/** Follows names from a receiver; the machine's place is that of the site. */
export type FollowFields = (
  machine: Machine,
  dot: Result,
  receiver: Result,
  final: Result,
) => Result;

export function bindFields(site: FieldSite): FollowFields {
  const { names, args, isPiped } = site;
  const last = names.length - 1;
  const hasArgs = args.length > 0 || isPiped;
  return (machine, dot, receiver, final) => {
    let value = receiver;
    for (let index = 0; index <= last; index += 1) {
      const name = names[index] ?? "";
      if (value instanceof GoMap && hasTextKeys(value)) {
        if (hasArgs && index === last) machine.fail(`${name} is not a method but has arguments`);
        value = value.entries.get(name)?.value;
      } else if (value === undefined) return undefined;
      else {
        const step = { site, index, receiver, value, dot, final };
        value = fieldOrMethod(machine, step);
      }
    }
    return value;
  };
}

function hasTextKeys({ key }: GoMap): boolean {
  return key === "string" || key === ANY;
}

type Step = {
  readonly site: FieldSite;
  readonly index: number;
  /** Where the names started, and where they led to before this one. */
  readonly receiver: Result;
  readonly value: Value;
  readonly dot: Result;
  readonly final: Result;
};

function fieldOrMethod(machine: Machine, step: Step): Result {
  const { site, index, value, dot, final } = step;
  const name = site.names[index] ?? "";
  if (value === null) return machine.fail(`nil pointer evaluating ${ANY}.${name}`);
  const isLast = index === site.names.length - 1;
  const method = methodOf(value, name);
  if (method !== undefined) {
    const args = isLast ? site.args : [];
    const isPiped = isLast && site.isPiped;
    return bindCall(method, { name, place: site.place, args, isPiped })(machine, dot, final);
  }
  const field = value instanceof Struct ? value.fields.get(name) : undefined;
  if (field === undefined) {
    return machine.fail(`can't evaluate field ${name} in type ${staticType(machine, step)}`);
  }
  if (!/^\p{Lu}/u.test(name)) {
    const type = staticType(machine, step);
    return machine.fail(`${name} is an unexported field of struct type ${type}`);
  }
  const hasArgs = site.args.length > 0 || site.isPiped;
  if (isLast && hasArgs) {
    return machine.fail(`${name} has arguments but cannot be invoked as function`);
  }
  return field;
}

/** The type as Go's reflection knows it: what comes out of an `interface {}` is an `interface {}`. */
function staticType(machine: Machine, { site, index, receiver, value }: Step): GoType {
  if (index === 0) return site.isInterface(machine) ? ANY : typeOf(value);
  const container = containerOf(receiver, site.names.slice(0, index - 1));
  const name = site.names[index - 1] ?? "";
  if (container instanceof GoMap) return container.elem === ANY ? ANY : typeOf(value);
  const isAny = container instanceof Struct && container.anyFields.has(name);
  return isAny ? ANY : typeOf(value);
}

/** Walks again, for messages only; `undefined` where a method was called on the way. */
function containerOf(receiver: Result, names: readonly string[]): Result {
  return names.reduce<Result>((value, name) => {
    if (value instanceof GoMap) return value.entries.get(name)?.value;
    return value instanceof Struct ? value.fields.get(name) : undefined;
  }, receiver);
}
