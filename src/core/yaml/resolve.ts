import { isTimestamp } from "./timestamp.ts";
import { YamlError } from "./yaml-error.ts";
import { Float, Integer, type Value } from "../gotemplate/value.ts";

const PREFIX = "tag:yaml.org,2002:";

export const TAG = {
  string: `${PREFIX}str`,
  bool: `${PREFIX}bool`,
  int: `${PREFIX}int`,
  float: `${PREFIX}float`,
  null: `${PREFIX}null`,
  timestamp: `${PREFIX}timestamp`,
  binary: `${PREFIX}binary`,
  sequence: `${PREFIX}seq`,
  mapping: `${PREFIX}map`,
} as const;

export type Resolved = { readonly tag: string; readonly value: Value };

/** `!!int` for `tag:yaml.org,2002:int`, as messages show it. */
export function shortTag(tag: string): string {
  return tag.startsWith(PREFIX) ? `!!${tag.slice(PREFIX.length)}` : tag;
}

/**
 * The type and value of a scalar's text, by the rules of yaml.v2: YAML 1.1 without numbers to the base
 * of 60. Unknown tags give the text. Timestamps keep their text as value. Throws a YamlError (type) if
 * the text doesn't fit the tag.
 */
export function resolveScalar(tag: string, text: string): Resolved {
  if (tag === TAG.string) return { tag, value: text };
  if (tag !== "" && !RESOLVABLE.has(tag)) return { tag, value: text };
  const found = resolveText(tag, text);
  if (tag === "" || tag === found.tag) return found;
  if (tag === TAG.float && isSignedInt(found)) {
    return { tag, value: new Float(Number(found.value)) };
  }
  throw new YamlError(
    "type",
    `cannot decode ${shortTag(found.tag)} \`${text}\` as a ${shortTag(tag)}`,
  );
}

const RESOLVABLE: ReadonlySet<string> = new Set([
  TAG.bool,
  TAG.int,
  TAG.float,
  TAG.null,
  TAG.timestamp,
]);

const WORDS: ReadonlyMap<string, Resolved> = new Map([
  ...words(TAG.bool, true, "y Y yes Yes YES true True TRUE on On ON"),
  ...words(TAG.bool, false, "n N no No NO false False FALSE off Off OFF"),
  ...words(TAG.null, null, "~ null Null NULL"),
  ...words(TAG.float, new Float(Number.NaN), ".nan .NaN .NAN"),
  ...words(TAG.float, new Float(Infinity), ".inf .Inf .INF +.inf +.Inf +.INF"),
  ...words(TAG.float, new Float(-Infinity), "-.inf -.Inf -.INF"),
  ["", { tag: TAG.null, value: null }],
]);

function words(tag: string, value: Value, list: string): [string, Resolved][] {
  return list.split(" ").map((word) => [word, { tag, value }]);
}

function resolveText(tag: string, text: string): Resolved {
  return WORDS.get(text) ?? resolveNumber(tag, text) ?? { tag: TAG.string, value: text };
}

const DECIMAL_FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function resolveNumber(tag: string, text: string): Resolved | undefined {
  if (text.startsWith(".")) return resolveFloat(text.replace(/(?<=\d)_(?=\d)/g, ""));
  if (!/^[-+\d]/.test(text)) return undefined;
  const mayBeTimestamp = tag === "" || tag === TAG.timestamp;
  if (mayBeTimestamp && isTimestamp(text)) return { tag: TAG.timestamp, value: text };
  const digits = text.replaceAll("_", "");
  return resolveInt(digits) ?? resolveFloat(digits);
}

function resolveFloat(text: string): Resolved | undefined {
  if (!DECIMAL_FLOAT.test(text)) return undefined;
  const value = Number(text);
  // Too large for a float64 stays a string.
  return Number.isFinite(value) ? { tag: TAG.float, value: new Float(value) } : undefined;
}

const INT = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9]\d*))$/;
/** yaml.v2 cuts the `0b` off and then reads a number, which may have a sign of its own. */
const SIGN_INSIDE = /^0b([-+])([01]+)$/;
const INT64_LIMIT = 1n << 63n;
const UINT64_LIMIT = 1n << 64n;

function resolveInt(text: string): Resolved | undefined {
  const [inside, insideSign = "", bits = ""] = SIGN_INSIDE.exec(text) ?? [];
  const found = INT.exec(inside === undefined ? text : `${insideSign}0b${bits}`);
  if (found === null) return undefined;
  const [, sign, hex, binary, octal, zeroOctal, decimal = "0"] = found;
  const eights = octal ?? zeroOctal;
  const size =
    hex !== undefined
      ? BigInt(`0x${hex}`)
      : binary !== undefined
        ? BigInt(`0b${binary}`)
        : BigInt(eights !== undefined ? `0o${eights}` : decimal);
  const value = sign === "-" ? -size : size;
  return intInRange(value, sign === "");
}

/** Only a number without sign may be a uint64. */
function intInRange(value: bigint, isUnsigned: boolean): Resolved | undefined {
  const tag = TAG.int;
  if (value >= -INT64_LIMIT && value < INT64_LIMIT) {
    const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    return { tag, value: isSafe ? Number(value) : value };
  }
  if (!isUnsigned || value >= UINT64_LIMIT || value < 0n) return undefined;
  return { tag, value: new Integer("uint64", value) };
}

function isSignedInt(found: Resolved): found is { tag: string; value: number | bigint } {
  const { tag, value } = found;
  return tag === TAG.int && (typeof value === "number" || typeof value === "bigint");
}
