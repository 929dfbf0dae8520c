import { compareBytes } from "../functions/byte-string.ts";
import { typeOf } from "../functions/reflection.ts";
import { Float, Integer } from "../value.ts";
import type { GoMap, GoType, MapEntry, Value } from "../value.ts";

/** Go orders keys of different types by where the types lie in the program; this is where they do. */
const TYPE_ORDER: readonly GoType[] = [
  "<nil>",
  "string",
  "int64",
  "uint64",
  "int",
  "float64",
  "bool",
];

/** Code units order texts as bytes do unless one of these is among them. */
const BEYOND_BYTE_ORDER = /[\ud800-\uffff]/;

/** The entries in the order in which Go prints and ranges over maps. */
export function sortedEntries(map: GoMap): readonly MapEntry[] {
  const entries = [...map.entries.values()];
  if (entries.length < 2) return entries;
  const isPlain = entries.every(
    ({ key }) => typeof key === "string" && !BEYOND_BYTE_ORDER.test(key),
  );
  return entries.sort(isPlain ? byCodeUnits : byKey);
}

function byCodeUnits(a: MapEntry, b: MapEntry): number {
  return (a.key ?? "") < (b.key ?? "") ? -1 : 1;
}

function byKey(a: MapEntry, b: MapEntry): number {
  return compareKeys(a.key, b.key);
}

function compareKeys(a: Value, b: Value): number {
  const types = compareTypes(typeOf(a), typeOf(b));
  if (types !== 0) return types;
  if (typeof a === "string" && typeof b === "string") return compareBytes(a, b);
  if (a instanceof Float && b instanceof Float) return compareFloats(a.value, b.value);
  if (a instanceof Integer && b instanceof Integer) return compare(a.value, b.value);
  return isOrdered(a) && isOrdered(b) ? compare(a, b) : 0;
}

function compareTypes(a: GoType, b: GoType): number {
  if (a === b) return 0;
  const places = [a, b].map((type) => TYPE_ORDER.indexOf(type));
  const [first = 0, second = 0] = places.map((place) => (place < 0 ? TYPE_ORDER.length : place));
  return first === second ? compare(a, b) : first - second;
}

/** Not a number comes first. */
function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return compare(a, b);
}

function isOrdered(value: Value): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function compare<T extends number | bigint | boolean | string>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}
