import { Buffer } from "node:buffer";

import { fromBytes, toBytes } from "../../../../src/core/gotemplate/functions/byte-string.ts";
import { printValue } from "../../../../src/core/gotemplate/functions/printing.ts";
import { timeValue } from "../../../../src/core/gotemplate/functions/time-value.ts";
import { loadZone } from "../../../../src/core/gotemplate/functions/time-zone.ts";
import { UTC } from "../../../../src/core/gotemplate/functions/zone.ts";
import { versionValue } from "../../../../src/core/gotemplate/functions/version-value.ts";
import { parseVersion } from "../../../../src/core/gotemplate/functions/version.ts";
import {
  Float,
  GoMap,
  Integer,
  Slice,
  Struct,
  type IntegerKind,
  type Value,
} from "../../../../src/core/gotemplate/value.ts";

/** A value as the recorded answers write it; see the note in `test/conformance/functions-recorded.json`. */
export type Tagged =
  | null
  | boolean
  | string
  | { readonly b: string }
  | { readonly f: string }
  | { readonly t: string; readonly v: string; readonly z?: string }
  | { readonly t: string; readonly p: string }
  | { readonly l: readonly Tagged[]; readonly e: string; readonly nil?: boolean }
  | {
      readonly m: readonly (readonly [Tagged, Tagged])[];
      readonly k: string;
      readonly e: string;
      readonly nil?: boolean;
    };

/** The value that a recorded argument stands for. */
export function toValue(tagged: Tagged): Value {
  if (tagged === null || typeof tagged === "boolean" || typeof tagged === "string") return tagged;
  if ("b" in tagged) return fromBytes(Buffer.from(tagged.b, "base64"));
  if ("f" in tagged) return new Float(Number(tagged.f.replace("Inf", "Infinity")));
  if ("l" in tagged) return new Slice(tagged.l.map(toValue), tagged.e, tagged.nil ?? false);
  if ("m" in tagged) {
    const map = new GoMap(tagged.k, tagged.e, tagged.nil ?? false);
    for (const [key, value] of tagged.m) map.set(toValue(key), toValue(value));
    return map;
  }
  if ("v" in tagged) return toNumber(tagged);
  throw new Error(`only answers are given by their text: ${JSON.stringify(tagged)}`);
}

function toNumber(tagged: { readonly t: string; readonly v: string; readonly z?: string }): Value {
  const { t: type, v, z } = tagged;
  if (type === "*semver.Version") return versionValue(parseVersion(v));
  const number = BigInt(v);
  if (type === "time.Time") {
    return timeValue({ nanoseconds: number, zone: loadZone(z ?? "UTC") ?? UTC });
  }
  if (type !== "int") return new Integer(type as IntegerKind, number);
  const isSafe = Number.isSafeInteger(Number(number));
  return isSafe ? Number(number) : number;
}

/** A value as a text in which the order of keys doesn't matter: equal texts are equal values. */
export function canonical(value: Value): string {
  if (typeof value === "string")
    return `string ${JSON.stringify(toBytes(value).toString("latin1"))}`;
  if (typeof value === "number" || typeof value === "bigint") return `int ${value}`;
  if (value instanceof Float) return `float ${Object.is(value.value, -0) ? "-0" : value.value}`;
  if (value instanceof Integer) return `${value.type} ${value.value}`;
  if (value instanceof Struct) return `${value.type} ${printValue(value)}`;
  if (value instanceof Slice) {
    return `${value.isNil ? "nil " : ""}${value.type}[${value.items.map(canonical).join(", ")}]`;
  }
  if (!(value instanceof GoMap)) return String(value);
  const entries = [...value.entries.values()].map(
    (entry) => `${canonical(entry.key)}: ${canonical(entry.value)}`,
  );
  return `${value.isNil ? "nil " : ""}${value.type}{${entries.sort().join(", ")}}`;
}

/** The same of a recorded answer. */
export function canonicalAnswer(tagged: Tagged): string {
  if (tagged === null || typeof tagged !== "object") return canonical(toValue(tagged));
  if ("p" in tagged) return `${tagged.t} ${tagged.p}`;
  if ("l" in tagged) {
    const items = tagged.l.map(canonicalAnswer).join(", ");
    return `${tagged.nil === true ? "nil " : ""}[]${tagged.e}[${items}]`;
  }
  if (!("m" in tagged)) return canonical(toValue(tagged));
  const entries = tagged.m.map(
    ([key, value]) => `${canonicalAnswer(key)}: ${canonicalAnswer(value)}`,
  );
  const type = `map[${tagged.k}]${tagged.e}`;
  return `${tagged.nil === true ? "nil " : ""}${type}{${entries.sort().join(", ")}}`;
}
