import { asComplex } from "../fmt/complex.ts";
import { Buffer } from "node:buffer";

import { ANY, Float, GoError, GoMap, Integer, Slice, Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { compareBytes } from "./byte-string.ts";
import { Budget } from "./limits.ts";
import { typeOf } from "./reflection.ts";
import { jsonTime, timeOf } from "./time-value.ts";
import { formatVersion } from "./version.ts";
import { versionOf } from "./version-value.ts";

export type JsonOptions = {
  /** Whether `<`, `>` and `&` are written as escapes, so that HTML may contain the text. */
  readonly escapeHtml: boolean;
  /** What each level is indented by; empty: everything in one line. */
  readonly indent: string;
};

/**
 * A value as `encoding/json` of Go writes it, keys sorted by bytes.
 * Throws {@link GoError} for what JSON has no form for: infinities, and maps with keys of any type.
 */
export function encodeJson(value: Value, options: JsonOptions): string {
  return new JsonWriter(options).write(value, "\n", 0);
}

class JsonWriter {
  private readonly options: JsonOptions;
  private readonly budget = new Budget();

  constructor(options: JsonOptions) {
    this.options = options;
  }

  /** `margin` is what a line begins with on this level, its break included. */
  write(value: Value, margin: string, depth: number): string {
    this.budget.spend(depth);
    if (value instanceof Slice) return this.writeSlice(value, margin, depth);
    if (value instanceof GoMap) return this.writeMap(value, margin, depth);
    if (value instanceof Struct) return this.writeStruct(value, margin, depth);
    if (value instanceof Float) return floatText(value.value);
    if (value instanceof Integer) return String(value.value);
    return typeof value === "string" ? this.quote(value) : String(value);
  }

  private writeSlice(slice: Slice, margin: string, depth: number): string {
    if (slice.isNil) return "null";
    if (slice.elem === "uint8") return `"${bytesOf(slice).toString("base64")}"`;
    const inner = margin + this.options.indent;
    const items = slice.items.map((item) => this.write(item, inner, depth + 1));
    return this.enclose("[", items, "]", margin);
  }

  private writeMap(map: GoMap, margin: string, depth: number): string {
    if (map.key === ANY) throw new GoError(`json: unsupported type: ${map.type}`);
    if (map.isNil) return "null";
    const entries = [...map.entries.values()]
      .map(({ key, value }) => ({ key: keyText(key), value }))
      .sort((a, b) => compareBytes(a.key, b.key));
    return this.writeEntries(entries, margin, depth);
  }

  private writeStruct(struct: Struct, margin: string, depth: number): string {
    const time = timeOf(struct);
    if (time !== undefined) return `"${jsonTime(time)}"`;
    if (asComplex(struct) !== undefined) {
      throw new GoError(`json: unsupported type: ${struct.type}`);
    }
    const version = versionOf(struct);
    if (version !== undefined) return this.quote(formatVersion(version));
    const fields = [...struct.fields].filter(([name]) => /^\p{Lu}/u.test(name));
    return this.writeEntries(
      fields.map(([key, value]) => ({ key, value })),
      margin,
      depth,
    );
  }

  private writeEntries(
    entries: readonly { readonly key: string; readonly value: Value }[],
    margin: string,
    depth: number,
  ): string {
    const inner = margin + this.options.indent;
    const colon = this.options.indent === "" ? ":" : ": ";
    const written = entries.map(
      ({ key, value }) => this.quote(key) + colon + this.write(value, inner, depth + 1),
    );
    return this.enclose("{", written, "}", margin);
  }

  private enclose(open: string, parts: readonly string[], close: string, margin: string): string {
    if (this.options.indent === "" || parts.length === 0) return open + parts.join(",") + close;
    const inner = margin + this.options.indent;
    return open + inner + parts.join(`,${inner}`) + margin + close;
  }

  private quote(text: string): string {
    const escaped = text
      .replace(/["\\\u0000-\u001f\u2028\u2029]/g, escapeCharacter)
      .replace(/[\ud800-\udfff]/gu, "\\ufffd");
    const safe = this.options.escapeHtml
      ? escaped.replace(/[<>&]/g, (character) => unicodeEscape(character))
      : escaped;
    return `"${safe}"`;
  }
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escapeCharacter(character: string): string {
  return SHORT_ESCAPES[character] ?? unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key instanceof Integer) return String(key.value);
  if (typeof key === "number" || typeof key === "bigint") return String(key);
  throw new GoError(`json: unsupported type: map[${typeOf(key)}]`);
}

/** JavaScript's own text, but for minus zero: both write exponents below 1e-6 and from 1e21 on. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new GoError(`json: unsupported value: ${name}`);
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function bytesOf(slice: Slice): Buffer {
  const bytes = slice.items.map((item) => (item instanceof Integer ? Number(item.value) : 0));
  return Buffer.from(bytes);
}
