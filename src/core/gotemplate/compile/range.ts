import { sortedEntries } from "../fmt/map-order.ts";
import { printValue } from "../functions/printing.ts";
import { ANY, GoMap, Integer, Slice } from "../value.ts";
import type { Value } from "../value.ts";
import type { CompiledPipeline } from "./expression.ts";
import { BREAK, GO_ON, withoutPointer } from "./machine.ts";
import type { Execute, Machine, Result, Signal } from "./machine.ts";

type Range = {
  readonly pipeline: CompiledPipeline;
  /** `=`: variables from outside are set, where Go swaps the roles of the two. */
  readonly isAssignment: boolean;
  readonly body: Execute;
  readonly otherwise: Execute;
};

export function compileRange(range: Range): Execute {
  const { pipeline, body, otherwise } = range;
  const loop = { ...loopSlots(range), body };
  return (machine, dot) => {
    const value = pipeline.evaluate(machine, dot);
    if (value instanceof Slice) {
      return value.items.length === 0 ? otherwise(machine, dot) : overSlice(machine, loop, value);
    }
    if (value instanceof GoMap) {
      return value.entries.size === 0 ? otherwise(machine, dot) : overMap(machine, loop, value);
    }
    if (value === undefined || value === null) return otherwise(machine, dot);
    const count = countOf(machine, loop, value);
    return count <= 0n ? otherwise(machine, dot) : overNumbers(machine, loop, value, count);
  };
}

type Loop = {
  readonly indexSlot: number | undefined;
  readonly elementSlot: number | undefined;
  readonly body: Execute;
};

function loopSlots({ pipeline: { slots } }: Range): Omit<Loop, "body"> {
  const [first, second] = slots;
  if (slots.length > 1) return { indexSlot: first, elementSlot: second };
  return { indexSlot: undefined, elementSlot: first };
}

/** Whether the static types of what a loop gives to its body are `interface {}`. */
type StaticTypes = { readonly isKeyInterface: boolean; readonly isElementInterface: boolean };

function overSlice(machine: Machine, loop: Loop, { items, elem }: Slice): Signal {
  const types = { isKeyInterface: false, isElementInterface: elem === ANY };
  return withDotOf(machine, types, () => {
    for (let index = 0; index < items.length; index += 1) {
      if (iterate(machine, loop, types, index, items[index] ?? null) === BREAK) break;
    }
  });
}

function overMap(machine: Machine, loop: Loop, map: GoMap): Signal {
  const types = { isKeyInterface: map.key === ANY, isElementInterface: map.elem === ANY };
  return withDotOf(machine, types, () => {
    machine.spend(map.entries.size);
    for (const { key, value } of sortedEntries(map)) {
      if (iterate(machine, loop, types, key, value) === BREAK) break;
    }
  });
}

/** How often a number is counted; everything else can't be iterated. */
function countOf(machine: Machine, { indexSlot }: Loop, value: Value): bigint {
  const isInt = typeof value === "number" || typeof value === "bigint";
  if (!isInt && !(value instanceof Integer)) {
    return machine.fail(`range can't iterate over ${printValue(withoutPointer(value))}`);
  }
  if (indexSlot !== undefined) {
    const number = printValue(value);
    return machine.fail(`can't use ${number} to iterate over more than one variable`);
  }
  return isInt ? BigInt(value) : value.value;
}

function overNumbers(machine: Machine, loop: Loop, value: Value, count: bigint): Signal {
  const types = { isKeyInterface: false, isElementInterface: false };
  return withDotOf(machine, types, () => {
    for (let number = 0; number < count; number += 1) {
      const element = numberLike(value, number);
      if (iterate(machine, loop, types, undefined, element) === BREAK) break;
    }
  });
}

/** Numbers are counted in the type of their limit. */
function numberLike(value: Value, number: number): Value {
  return value instanceof Integer ? new Integer(value.kind, BigInt(number), value.type) : number;
}

function iterate(
  machine: Machine,
  { indexSlot, elementSlot, body }: Loop,
  types: StaticTypes,
  key: Result,
  element: Result,
): Signal {
  // The types too, each time: the body may have assigned something else.
  if (indexSlot !== undefined) {
    machine.frame[indexSlot] = key;
    machine.interfaceSlots[indexSlot] = types.isKeyInterface;
  }
  if (elementSlot !== undefined) {
    machine.frame[elementSlot] = element;
    machine.interfaceSlots[elementSlot] = types.isElementInterface;
  }
  return body(machine, element);
}

function withDotOf(machine: Machine, { isElementInterface }: StaticTypes, run: () => void): Signal {
  const { isDotInterface } = machine;
  machine.isDotInterface = isElementInterface;
  run();
  machine.isDotInterface = isDotInterface;
  return GO_ON;
}
