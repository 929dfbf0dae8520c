import { toBytes } from "../gotemplate/functions/byte-string.ts";
import { Float, GoMap, Integer, Slice, Struct, type Value } from "../gotemplate/value.ts";

/**
 * A variable as JSON on one line, for machines. Keys of any type become texts, in the order of the file; what
 * is no number in JSON (`.inf`, `.nan`) is a text, too.
 */
export function formatJson(value: Value): string {
  if (value instanceof GoMap) {
    const members = [...value.entries.values()].map(
      (entry) => `${quote(keyText(entry.key))}:${formatJson(entry.value)}`,
    );
    return `{${members.join(",")}}`;
  }
  if (value instanceof Slice) return `[${value.items.map(formatJson).join(",")}]`;
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? String(value.value) : quote(String(value.value));
  }
  if (value instanceof Integer) return String(value.value);
  // Templates have structs, variables don't.
  if (value instanceof Struct) return "null";
  return typeof value === "string" ? quote(value) : String(value);
}

/** Bytes that are not UTF-8 have no place in JSON. */
function quote(text: string): string {
  return JSON.stringify(Buffer.from(toBytes(text)).toString("utf8"));
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  return key instanceof Float ? String(key.value) : formatJson(key);
}
