import { ANY, Float, GoError, Slice } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { assertElementCount, Budget } from "./limits.ts";
import { toInt64 } from "./numbers.ts";
import { isDeepEqual, isEmpty, kindOf } from "./reflection.ts";
import { ANYTHING, binary, INT, leading, unary, variadic } from "./table.ts";
import type { FunctionTable } from "./table.ts";

const LIST = "[]interface {}";
const LISTS = "[][]interface {}";

/** Functions on lists of any element type; except for sorting they leave their argument as it is. */
export const listFunctions: FunctionTable = {
  list: variadic(ANYTHING, LIST, (all) => list([...all])),
  tuple: variadic(ANYTHING, LIST, (all) => list([...all])),
  concat: variadic(ANYTHING, ANY, concat),
  ...withMust("append", appendTo),
  ...withMust("push", appendTo),
  ...withMust(
    "prepend",
    binary(ANYTHING, ANYTHING, LIST, (value, item) =>
      list([item, ...itemsOf(value, "Cannot prepend on type")]),
    ),
  ),
  ...withMust("chunk", binary(INT, ANYTHING, LISTS, chunk)),
  ...withMust(
    "first",
    unary(ANYTHING, ANY, (value) => itemsOf(value, "Cannot find first on type")[0] ?? null),
  ),
  ...withMust(
    "last",
    unary(ANYTHING, ANY, (value) => itemsOf(value, "Cannot find last on type").at(-1) ?? null),
  ),
  ...withMust(
    "rest",
    unary(ANYTHING, LIST, (value) => part(itemsOf(value, "Cannot find rest on type"), 1)),
  ),
  ...withMust(
    "initial",
    unary(ANYTHING, LIST, (value) => part(itemsOf(value, "Cannot find initial on type"), 0, -1)),
  ),
  ...withMust(
    "reverse",
    unary(ANYTHING, LIST, (value) =>
      list(itemsOf(value, "Cannot find reverse on type").toReversed()),
    ),
  ),
  ...withMust(
    "compact",
    unary(ANYTHING, LIST, (value) =>
      list(itemsOf(value, "Cannot compact on type").filter((item) => !isEmpty(item))),
    ),
  ),
  ...withMust(
    "uniq",
    unary(ANYTHING, LIST, (value) => list(distinct(itemsOf(value, "Cannot find uniq on type")))),
  ),
  ...withMust(
    "without",
    leading(ANYTHING, ANYTHING, LIST, (value, omitted) => {
      const isOmitted = membership(omitted);
      return list(itemsOf(value, "Cannot find without on type").filter((item) => !isOmitted(item)));
    }),
  ),
  ...withMust("has", binary(ANYTHING, ANYTHING, "bool", has)),
  ...withMust("slice", leading(ANYTHING, ANYTHING, ANY, slice)),
};

/** sprig's `must` variants report as errors what the plain ones panic with: to a template the same. */
function withMust(name: string, fn: GoFunction | (() => GoFunction)): FunctionTable {
  const made = typeof fn === "function" ? fn() : fn;
  return { [name]: made, [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: made };
}

function appendTo(): GoFunction {
  return binary(ANYTHING, ANYTHING, LIST, (value, item) =>
    list([...itemsOf(value, "Cannot push on type"), item]),
  );
}

function list(items: Value[]): Slice {
  assertElementCount(items.length);
  return new Slice(items);
}

/** Throws {@link GoError} with sprig's sentence for what is no list, with Go's for nil. */
function itemsOf(value: Value, refusal: string): readonly Value[] {
  if (value instanceof Slice) return value.items;
  if (value === null) {
    throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  }
  throw new GoError(`${refusal} ${kindOf(value)}`);
}

/** An empty list has no part: nil. */
function part(items: readonly Value[], start: number, end?: number): Slice {
  return items.length === 0 ? new Slice([], ANY, true) : list(items.slice(start, end));
}

function concat(lists: readonly Value[]): Slice {
  const items: Value[] = [];
  for (const value of lists) {
    if (value !== null && !(value instanceof Slice)) {
      throw new GoError(`Cannot concat type ${kindOf(value)} as list`);
    }
    const more = itemsOf(value, "");
    assertElementCount(items.length + more.length);
    for (const item of more) items.push(item);
  }
  return items.length === 0 ? new Slice([], ANY, true) : new Slice(items);
}

function chunk(size: number, value: Value): Slice {
  const items = itemsOf(value, "Cannot chunk type");
  if (size <= 0) return chunksOfNoSize(size, items);
  const chunks: Slice[] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(list(items.slice(start, start + size)));
  }
  return new Slice(chunks, LIST);
}

/** What Go's arithmetic makes of a size that is none: it rarely ends well. */
function chunksOfNoSize(size: number, items: readonly Value[]): Slice {
  if (items.length === 1 && size < -1) return new Slice([list([...items])], LIST);
  if (items.length >= 2 && items.length <= 1 - size) return new Slice([], LIST);
  throw new GoError("runtime error: makeslice: len out of range");
}

function has(needle: Value, haystack: Value): boolean {
  if (haystack === null) return false;
  return itemsOf(haystack, "Cannot find has on type").some((item) => isDeepEqual(needle, item));
}

/** `list[start:end]`; indices of any type are converted. */
function slice(value: Value, indices: readonly Value[]): Value {
  const items = itemsOf(value, "list should be type of slice or array but");
  if (items.length === 0) return null;
  const [first = 0, second = items.length] = indices;
  const start = Number(toInt64(first));
  const end = Number(toInt64(second));
  if (start < 0 || start > end || end > items.length) {
    throw new GoError("reflect.Value.Slice: slice index out of bounds");
  }
  return new Slice(items.slice(start, end), value instanceof Slice ? value.elem : ANY);
}

function distinct(items: readonly Value[]): Value[] {
  const seen = new Set<unknown>();
  const seenNested: Value[] = [];
  const budget = new Budget();
  return items.filter((item) => {
    const key = scalarKey(item);
    if (key !== undefined) {
      if (seen.has(key)) return false;
      if (key !== NEVER_EQUAL) seen.add(key);
      return true;
    }
    for (const other of seenNested) {
      budget.spend(0);
      if (isDeepEqual(item, other)) return false;
    }
    seenNested.push(item);
    return true;
  });
}

function membership(values: readonly Value[]): (item: Value) => boolean {
  return (item) => values.some((value) => isDeepEqual(item, value));
}

const NEVER_EQUAL = Symbol("NaN");

/** Scalars are found by their key, so that long lists stay quick; anything nested is compared. */
function scalarKey(value: Value): unknown {
  if (value instanceof Float && Number.isNaN(value.value)) return NEVER_EQUAL;
  if (value instanceof Float) return `\u0000f${value.value}`;
  if (value === null || typeof value !== "object") return value;
  return undefined;
}
