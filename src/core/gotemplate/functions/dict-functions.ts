import { ANY, GoError, GoMap, Slice } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { compareBytes } from "./byte-string.ts";
import { deepCopy } from "./deep-copy.ts";
import { MergeError, mergeInto } from "./merge.ts";
import type { MergeMode } from "./merge.ts";
import { goStringText } from "./printing.ts";
import { typeOf } from "./reflection.ts";
import { ANYTHING, binary, DICT, leading, TEXT, trinary, unary, variadic } from "./table.ts";
import type { FunctionTable } from "./table.ts";

const MAP = "map[string]interface {}";

/** Functions on maps with string keys; `set`, `unset` and the merging ones change their first map. */
export const dictFunctions: FunctionTable = {
  dict: variadic(ANYTHING, MAP, dict),
  get: binary(DICT, TEXT, ANY, (map, key) => map.get(key) ?? (has(map, key) ? null : "")),
  set: trinary(DICT, TEXT, ANYTHING, MAP, set),
  unset: binary(DICT, TEXT, MAP, (map, key) => {
    map.entries.delete(key);
    return map;
  }),
  hasKey: binary(DICT, TEXT, "bool", has),
  pluck: leading(TEXT, DICT, "[]interface {}", pluck),
  keys: variadic(DICT, "[]string", (maps) => new Slice(maps.flatMap(sortedKeys), "string")),
  values: unary(
    DICT,
    "[]interface {}",
    (map) => new Slice(sortedKeys(map).map((key) => map.get(key) ?? null)),
  ),
  pick: leading(DICT, TEXT, MAP, (map, keys) =>
    GoMap.of(keys.filter((key) => has(map, key)).map((key) => [key, map.get(key) ?? null])),
  ),
  omit: leading(DICT, TEXT, MAP, omit),
  merge: leading(DICT, DICT, ANY, mergeOrEmpty),
  mustMerge: leading(DICT, DICT, ANY, (target, sources) => mergeAll(target, sources, "fill")),
  mergeOverwrite: overwriting(),
  mustMergeOverwrite: overwriting(),
  deepCopy: unary(ANYTHING, ANY, copyOf),
  mustDeepCopy: unary(ANYTHING, ANY, copyOf),
  dig: variadic(ANYTHING, ANY, dig),
};

function has(map: GoMap, key: string): boolean {
  return map.entries.has(key);
}

/** Go's order is random here; sorted, so that a template renders the same each time. */
function sortedKeys(map: GoMap): string[] {
  return [...map.entries.values()].map(({ key }) => goStringText(key)).sort(compareBytes);
}

/** Alternating keys and values; a last key without a value gets an empty text. */
function dict(pairs: readonly Value[]): GoMap {
  const map = new GoMap();
  for (let index = 0; index < pairs.length; index += 2) {
    const key = goStringText(pairs[index] ?? null);
    map.set(key, index + 1 < pairs.length ? (pairs[index + 1] ?? null) : "");
  }
  return map;
}

function set(map: GoMap, key: string, value: Value): GoMap {
  if (map.isNil) throw new GoError("assignment to entry in nil map");
  return map.set(key, value);
}

function pluck(key: string, maps: readonly GoMap[]): Slice {
  return new Slice(maps.filter((map) => has(map, key)).map((map) => map.get(key) ?? null));
}

function omit(map: GoMap, keys: readonly string[]): GoMap {
  const omitted = new Set(keys);
  const kept = new GoMap();
  for (const { key, value } of map.entries.values()) {
    if (!omitted.has(goStringText(key))) kept.set(key, value);
  }
  return kept;
}

function overwriting(): GoFunction {
  return leading(DICT, DICT, ANY, (target, sources) => mergeAll(target, sources, "overwrite"));
}

function mergeAll(target: GoMap, sources: readonly GoMap[], mode: MergeMode): GoMap {
  return sources.reduce((merged, source) => mergeInto(merged, source, mode), target);
}

/** What can't be brought together makes an empty text, which only `mustMerge` tells as an error. */
function mergeOrEmpty(target: GoMap, sources: readonly GoMap[]): Value {
  try {
    return mergeAll(target, sources, "fill");
  } catch (error) {
    if (error instanceof MergeError) return "";
    throw error;
  }
}

/** Nil can't be copied, as in Go. */
function copyOf(value: Value): Value {
  if (value !== null) return deepCopy(value);
  throw new GoError("reflect: call of reflect.Value.Type on zero Value");
}

/** `dig KEY… DEFAULT MAP`: the default stands in for a missing key, but not for a value that is no map. */
function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw new GoError("dig needs at least three arguments");
  const fallback = args.at(-2) ?? null;
  let value: Value = asDict(args.at(-1) ?? null);
  for (const key of args.slice(0, -2).map(asText)) {
    const map = asDict(value);
    if (!has(map, key)) return fallback;
    value = map.get(key) ?? null;
  }
  return value;
}

function asText(value: Value): string {
  return typeof value === "string" ? value : misfit(value, "string");
}

function asDict(value: Value): GoMap {
  return value instanceof GoMap && value.type === MAP ? value : misfit(value, MAP);
}

function misfit(value: Value, expected: string): never {
  const got = value === null ? "nil" : typeOf(value);
  throw new GoError(`interface conversion: interface {} is ${got}, not ${expected}`);
}
