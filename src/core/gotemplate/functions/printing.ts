import { formatted } from "../fmt/format.ts";
import { Printer } from "../fmt/printer.ts";
import { quoted } from "../fmt/quote.ts";
import { Integer, Slice, Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { fromBytes, toBytes } from "./byte-string.ts";

/** A value as `%v` prints it; nil is `<nil>`. */
export function printValue(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const printer = new Printer();
  printer.print(value, "v");
  return printer.out;
}

/** What sprig takes for the text of a value: bytes are text too, where `%v` prints numbers. */
export function goStringText(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Slice && value.elem === "uint8") {
    return fromBytes(Uint8Array.from(value.items, (item) => Number(printValue(item))));
  }
  if (value instanceof Struct && value.text !== undefined) return value.text();
  return printValue(value);
}

/** A text as the list of its bytes. */
export function bytesValue(text: string): Slice {
  return new Slice(
    Array.from(toBytes(text), (byte) => new Integer("uint8", BigInt(byte))),
    "uint8",
  );
}

/** `strconv.Quote`, and `%q` of a text. */
export function quoteText(text: string): string {
  return quoted(text);
}

/** `fmt.Sprint`: blanks between operands of which neither is a text. */
export function sprint(operands: readonly Value[]): string {
  let result = "";
  operands.forEach((operand, index) => {
    const isApart =
      index > 0 && typeof operand !== "string" && typeof operands[index - 1] !== "string";
    result += (isApart ? " " : "") + printValue(operand);
  });
  return result;
}

/** `fmt.Sprintln`: blanks between all operands and a line break at the end. */
export function sprintln(operands: readonly Value[]): string {
  return `${operands.map(printValue).join(" ")}\n`;
}

/** `fmt.Sprintf`. Throws a GoError for values and results that are too large. */
export function sprintf(format: string, operands: readonly Value[]): string {
  return formatted(format, operands);
}
