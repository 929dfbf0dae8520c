import { Emitter, type Scalar } from "./emitter.ts";
import { formatFloat } from "./float-text.ts";
import { durationText, timeText } from "./go-time-text.ts";
import { compareKeys } from "./key-order.ts";
import { MAX_DEPTH } from "./parser.ts";
import { resolveScalar, TAG } from "./resolve.ts";
import { YamlError } from "./yaml-error.ts";
import { asComplex } from "../gotemplate/fmt/complex.ts";
import { toBytes } from "../gotemplate/functions/byte-string.ts";
import { Float, GoMap, Integer, Slice, Struct, type Value } from "../gotemplate/value.ts";

/**
 * The value as `yaml.Marshal` of yaml.v2 writes it, with its final line break: keys in natural order,
 * lists not indented under their key, strings quoted where they would be read as another type, texts of
 * several lines as literal blocks, folded at 80 columns. Throws a YamlError (limit) for a value that is
 * nested too deeply, contains itself or has too many parts.
 */
export function encodeYaml(value: Value): string {
  const emitter = new Emitter();
  encode(value, { emitter, left: MAX_VALUES }, 0);
  return emitter.finish();
}

/** Shared parts are written each time, and can multiply without end. */
const MAX_VALUES = 1_000_000;

type Writing = { readonly emitter: Emitter; left: number };

function encode(value: Value, writing: Writing, depth: number): void {
  if (depth > MAX_DEPTH) throw new YamlError("limit", `exceeded max depth of ${MAX_DEPTH}`);
  writing.left -= 1;
  if (writing.left < 0) throw new YamlError("limit", `more than ${MAX_VALUES} values`);
  const { emitter } = writing;
  const writeInner = (inner: Value) => () => encode(inner, writing, depth + 1);
  if (value instanceof Slice) {
    emitter.writeSequence(value.items.map(writeInner));
  } else if (value instanceof GoMap) {
    const entries = [...value.entries.values()].sort((a, b) => compareKeys(a.key, b.key));
    emitter.writeMapping(
      entries.map((entry) => ({
        key: toScalar(entry.key),
        // Go looks the value up by its key, and nothing is equal to NaN.
        writeValue: writeInner(isNaNKey(entry.key) ? null : entry.value),
      })),
    );
  } else if (asComplex(value) !== undefined) {
    throw new YamlError("unsupported", "cannot marshal type: complex128");
  } else if (value instanceof Struct && scalarOf(value) === undefined) {
    emitter.writeMapping(
      exportedFields(value).map(([name, field]) => ({
        key: stringScalar(name.toLowerCase()),
        writeValue: writeInner(field),
      })),
    );
  } else emitter.writeScalar(toScalar(value));
}

function isNaNKey(key: Value): boolean {
  return key instanceof Float && Number.isNaN(key.value);
}

function exportedFields({ fields }: Struct): readonly (readonly [string, Value])[] {
  return [...fields].filter(([name]) => /^\p{Lu}/u.test(name));
}

/** Dates and versions are written as texts; `undefined` for other structs. */
function scalarOf(value: Struct): Scalar | undefined {
  const time = timeText(value);
  if (time !== undefined) return { text: time, style: "plain" };
  return value.name === "semver.Version" && value.text !== undefined
    ? stringScalar(value.text())
    : undefined;
}

function toScalar(value: Value): Scalar {
  if (typeof value === "string") return stringScalar(value);
  const written = value instanceof Struct ? scalarOf(value) : undefined;
  if (written !== undefined) return written;
  if (value instanceof Integer && value.type === "time.Duration") {
    return stringScalar(durationText(value.value));
  }
  if (value instanceof Struct || value instanceof Slice || value instanceof GoMap) {
    throw new YamlError("unsupported", `cannot marshal type: ${value.type}`);
  }
  return { text: plainText(value), style: "plain" };
}

function plainText(value: null | boolean | number | bigint | Float | Integer): string {
  if (value instanceof Float) return floatText(value.value);
  return value instanceof Integer ? String(value.value) : String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloat(value);
}

/** With the `u` flag a surrogate matches only where it stands alone: a byte that is not UTF-8. */
const LONE_BYTE = /[\ud800-\udfff]/u;

function stringScalar(text: string): Scalar {
  if (LONE_BYTE.test(text)) {
    const encoded = base64Lines(text);
    return { text: encoded, style: encoded.includes("\n") ? "literal" : "plain", isBinary: true };
  }
  if (text.includes("\n")) return { text, style: "literal" };
  return { text, style: readsAsString(text) ? "plain" : "double-quoted" };
}

/** Numbers to the base of 60, which yaml.v2 doesn't read but other readers of YAML 1.1 do. */
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

function readsAsString(text: string): boolean {
  return resolveScalar("", text).tag === TAG.string && !BASE_60.test(text);
}

const BASE64_LINE = 70;

/** From 70 characters on in lines, each with its break. */
function base64Lines(text: string): string {
  const encoded = toBytes(text).toString("base64");
  if (encoded.length < BASE64_LINE) return encoded;
  const lines = encoded.match(new RegExp(`.{1,${BASE64_LINE}}`, "g")) ?? [];
  return lines.map((line) => `${line}\n`).join("");
}
