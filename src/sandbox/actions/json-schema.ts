/** JSON as values, and the few checks that turn what others sent into it. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a Record can't refer to itself
export type JsonObject = { readonly [key: string]: Json };

/** Parses JSON text; a `SyntaxError` if it isn't. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** Any value as JSON: what JSON can't hold (undefined, functions) is dropped. */
function toJsonValue(value: unknown): Json {
  return pick(parseJson(JSON.stringify({ value })), "value") ?? null;
}

/** Any value as a JSON object; other values are empty objects. */
export function toJsonObject(value: unknown): JsonObject {
  const json = toJsonValue(value);
  return isJsonObject(json) ? json : {};
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Follows keys into a value; undefined when one is missing. */
function pick(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let current = value;
  for (const key of keys) {
    if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

export function pickText(value: Json | undefined, ...keys: readonly string[]): string | null {
  const found = pick(value, ...keys);
  return typeof found === "string" ? found : null;
}

export function pickNumber(value: Json | undefined, ...keys: readonly string[]): number | null {
  const found = pick(value, ...keys);
  return typeof found === "number" ? found : null;
}
