import { ANY, Float, GoError, GoMap, Integer, Slice, Struct } from "../value.ts";
import type { GoType, IntegerKind, Value } from "../value.ts";
import { byteLength, sliceBytes, toBytes } from "./byte-string.ts";
import { isComparable } from "./comparison.ts";
import { goInt } from "./numbers.ts";
import { typeOf } from "./reflection.ts";

type Operand = Value | undefined;

/** `len`: of a text in bytes. Throws a GoError for what has no length. */
export function lengthOf(item: Operand): number {
  if (typeof item === "string") return byteLength(item);
  if (item instanceof Slice) return item.items.length;
  if (item instanceof GoMap) return item.entries.size;
  if (item === null) throw new GoError("len of nil pointer");
  if (item === undefined) {
    throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  }
  throw new GoError(`len of type ${pointedType(item)}`);
}

/** `index`: follows one index after another. Throws a GoError with Go's words. */
export function elementAt(item: Operand, indexes: readonly Operand[]): Value {
  if (item === undefined || item === null) throw new GoError("index of untyped nil");
  return indexes.reduce<Value>((value, index) => step(value, index ?? null), item);
}

/** `slice` of a text or list. Throws a GoError with Go's words. */
export function partOf(item: Operand, indexes: readonly Operand[]): Value {
  if (item === undefined || item === null) throw new GoError("slice of untyped nil");
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  if (typeof item !== "string" && !(item instanceof Slice)) {
    throw new GoError(`can't slice item of type ${pointedType(item)}`);
  }
  if (typeof item === "string" && indexes.length === 3) {
    throw new GoError("cannot 3-index slice a string");
  }
  const length = lengthOf(item);
  const [start = 0, end = length, limit = end] = indexes.map((index) =>
    indexNumber(index ?? null, length),
  );
  assertOrder(start, end);
  assertOrder(end, limit);
  if (typeof item === "string") return sliceBytes(item, start, end);
  return new Slice(item.items.slice(start, end), item.elem);
}

function step(item: Value, index: Value): Value {
  if (item === null) throw new GoError("index of nil pointer");
  if (item instanceof GoMap) return mapElement(item, index);
  if (typeof item === "string") {
    const bytes = toBytes(item);
    const byte = bytes[indexNumber(index, bytes.length)];
    if (byte === undefined) throw new GoError("reflect: string index out of range");
    return new Integer("uint8", BigInt(byte));
  }
  if (!(item instanceof Slice)) {
    throw new GoError(`can't index item of type ${pointedType(item)}`);
  }
  const element = item.items[indexNumber(index, item.items.length)];
  if (element === undefined) throw new GoError("reflect: slice index out of range");
  return element;
}

/** An index up to and including the length. */
function indexNumber(index: Value, length: number): number {
  if (index === null) throw new GoError("cannot index slice/array with nil");
  const number = wholeNumber(index);
  if (number === undefined) {
    throw new GoError(`cannot index slice/array with type ${typeOf(index)}`);
  }
  if (number < 0n || number > BigInt(length)) {
    throw new GoError(`index out of range: ${number}`);
  }
  return Number(number);
}

function assertOrder(start: number, end: number): void {
  if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
}

/** Go looks at unsigned indexes as signed ones. */
function wholeNumber(value: Value): bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  return value instanceof Integer ? BigInt.asIntN(64, value.value) : undefined;
}

function mapElement(map: GoMap, index: Value): Value {
  if (map.key === ANY && !isComparable(index)) throw unhashable(map, index);
  const key = mapIndex(map.key, index);
  // Structs are no keys here.
  const found = key instanceof Struct ? undefined : map.get(key);
  return found === undefined ? zeroValue(map.elem) : found;
}

/** Go's maps notice only when they have something to compare with that they can't. */
function unhashable(map: GoMap, index: Value): GoError {
  const type = typeOf(index);
  if (map.entries.size === 0) return new GoError(`hash of unhashable type: ${type}`);
  return new GoError(`runtime error: hash of unhashable type ${type}`);
}

/** Whole numbers are converted to the type of the keys, everything else has to be of it. */
function mapIndex(type: GoType, index: Value): Value {
  if (type === ANY) return index;
  if (index === null) throw new GoError(`value is nil; should be of type ${type}`);
  if (typeOf(index) === type) return index;
  const number = wholeNumber(index);
  const converted = number === undefined ? undefined : toIntegerType(number, type);
  if (converted !== undefined) return converted;
  throw new GoError(`value has type ${typeOf(index)}; should be ${type}`);
}

const BITS: ReadonlyMap<string, readonly [IntegerKind, number]> = new Map([
  ["int8", ["int8", 8]],
  ["int16", ["int16", 16]],
  ["int32", ["int32", 32]],
  ["int64", ["int64", 64]],
  ["uint", ["uint", 64]],
  ["uint8", ["uint8", 8]],
  ["uint16", ["uint16", 16]],
  ["uint32", ["uint32", 32]],
  ["uint64", ["uint64", 64]],
  ["uintptr", ["uintptr", 64]],
]);

function toIntegerType(number: bigint, type: GoType): Value | undefined {
  if (type === "int") return goInt(number);
  const known = BITS.get(type);
  if (known === undefined) return undefined;
  const [kind, bits] = known;
  const isUnsigned = type.startsWith("u");
  const value = isUnsigned ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number);
  return new Integer(kind, value);
}

/** What a map gives for a missing key. */
function zeroValue(type: GoType): Value {
  if (type === "string") return "";
  if (type === "bool") return false;
  if (type.startsWith("float")) return new Float(0);
  if (type.startsWith("[]")) return new Slice([], type.slice(2), true);
  const [, key, elem] = /^map\[([^\]]*)\](.*)$/.exec(type) ?? [];
  if (key !== undefined && elem !== undefined) return new GoMap(key, elem, true);
  return toIntegerType(0n, type) ?? null;
}

function pointedType(value: Value): GoType {
  return value instanceof Struct ? value.name : typeOf(value);
}
