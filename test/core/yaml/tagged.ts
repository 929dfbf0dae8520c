import { Buffer } from "node:buffer";

import { fromBytes } from "../../../src/core/gotemplate/functions/byte-string.ts";
import {
  Float,
  GoMap,
  Integer,
  Slice,
  Struct,
  type Value,
} from "../../../src/core/gotemplate/value.ts";

/** A value as the recorded answers write it; see the note in `test/conformance/yaml-recorded.json`. */
export type Tagged =
  | null
  | boolean
  | { readonly s: string }
  | { readonly b: string }
  | { readonly i: string }
  | { readonly u: string }
  | { readonly f: string }
  | { readonly l: readonly Tagged[] }
  | { readonly m: readonly (readonly [Tagged, Tagged])[]; readonly k: string };

export function toValue(tagged: Tagged): Value {
  if (tagged === null || typeof tagged === "boolean") return tagged;
  if ("s" in tagged) return tagged.s;
  if ("b" in tagged) return fromBytes(Buffer.from(tagged.b, "base64"));
  if ("i" in tagged) return toInt(BigInt(tagged.i));
  if ("u" in tagged) return new Integer("uint64", BigInt(tagged.u));
  if ("f" in tagged) return new Float(Number(tagged.f.replace("Inf", "Infinity")));
  if ("l" in tagged) return new Slice(tagged.l.map(toValue));
  const map = new GoMap(tagged.k === "string" ? "string" : "interface {}");
  for (const [key, value] of tagged.m) map.set(toValue(key), toValue(value));
  return map;
}

/** A value as a text in which the order of keys doesn't matter: equal texts are equal values. */
export function canonical(value: Value): string {
  if (value instanceof Slice) return `[${value.items.map(canonical).join(", ")}]`;
  if (value instanceof GoMap) {
    const entries = [...value.entries.values()].map(
      (entry) => `${canonical(entry.key)}: ${canonical(entry.value)}`,
    );
    return `${value.type}{${entries.sort().join(", ")}}`;
  }
  if (value instanceof Float) return `float ${Object.is(value.value, -0) ? "-0" : value.value}`;
  if (value instanceof Integer) return `${value.type} ${value.value}`;
  if (value instanceof Struct) return value.type;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function toInt(value: bigint): number | bigint {
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}
