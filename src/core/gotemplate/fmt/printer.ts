import { fromBytes, toBytes } from "../functions/byte-string.ts";
import { assertTextSize, Budget } from "../functions/limits.ts";
import { typeOf } from "../functions/reflection.ts";
import { ANY, Float, GoMap, Integer, Slice, Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { asComplex, complexVerb } from "./complex.ts";
import { noFlags, padded, truncated } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { sortedEntries } from "./map-order.ts";
import { namedIntegerText } from "./named-integers.ts";
import { floatVerb, integerVerb, intVerb } from "./number-verbs.ts";
import { canBackquote, quoted } from "./quote.ts";

/** Addresses differ from run to run in Go; here all things lie at the same place. */
const ADDRESS = 0xc000010000n;

/** Verbs for which fmt asks a value for its text first. */
const TEXT_VERBS = "vsxXq";

/**
 * Prints values as the printer of Go's fmt does. A verb that doesn't fit a value leaves `%!d(string=x)`.
 * Throws a GoError for values that are too deep or too large.
 */
export class Printer {
  out = "";
  flags: Flags = noFlags();
  private isReporting = false;
  /** Only values that contain others need one. */
  private budget: Budget | undefined;

  /** One operand of a format or of `print`. */
  print(value: Value, verb: string): void {
    if (value === null) {
      if (verb === "T" || verb === "v") this.out += padded("<nil>", this.flags);
      else this.reportVerb(verb, null);
    } else if (verb === "T") {
      this.out += padded(truncated(typeOf(value), this.flags), this.flags);
    } else if (verb === "w") this.reportVerb(verb, value);
    else if (verb === "p") this.printPointer(value, verb);
    else if (value instanceof Slice && value.elem === "uint8") this.printBytes(value, verb);
    else this.printValue(value, verb, 0);
    assertTextSize(this.out.length);
  }

  private printValue(value: Value, verb: string, depth: number): void {
    if (typeof value === "string") this.printText(value, verb, value);
    else if (typeof value === "number" || typeof value === "bigint") {
      this.write(intVerb(value, verb, this.flags), verb, value);
    } else if (typeof value === "boolean") {
      const fits = verb === "t" || verb === "v";
      this.write(fits ? padded(String(value), this.flags) : undefined, verb, value);
    } else if (value === null) this.out += this.flags.sharpV ? `${ANY}(nil)` : "<nil>";
    else if (value instanceof Float) {
      this.write(floatVerb(value.value, verb, this.flags), verb, value);
    } else if (value instanceof Integer) this.printInteger(value, verb);
    else this.printContainer(value, verb, depth);
  }

  private printContainer(value: Slice | GoMap | Struct, verb: string, depth: number): void {
    this.budget ??= new Budget();
    this.budget.spend(depth);
    if (value instanceof Slice) this.printSlice(value, verb, depth);
    else if (value instanceof GoMap) this.printMap(value, verb, depth);
    else this.printStruct(value, verb, depth);
  }

  private write(text: string | undefined, verb: string, value: Value): void {
    if (text === undefined) this.reportVerb(verb, value);
    else this.out += text;
  }

  private printText(text: string, verb: string, value: Value): void {
    const { flags } = this;
    if (verb === "s" || (verb === "v" && !flags.sharpV)) {
      this.out += padded(truncated(text, flags), flags);
    } else if (verb === "q" || verb === "v") this.out += quotedText(text, flags);
    else if (verb === "x" || verb === "X") this.out += hexText(toBytes(text), verb, flags);
    else this.reportVerb(verb, value);
  }

  private printInteger(value: Integer, verb: string): void {
    const text = this.asksForText(verb) ? namedIntegerText(value) : undefined;
    if (text !== undefined) this.printText(text, verb, value);
    else this.write(integerVerb(value.value, verb, this.flags, isSigned(value)), verb, value);
  }

  private asksForText(verb: string): boolean {
    return !this.isReporting && !this.flags.sharpV && TEXT_VERBS.includes(verb);
  }

  private printBytes(value: Slice, verb: string): void {
    if (verb !== "v" && verb !== "d") this.printSlice(value, verb, 0);
    else if (this.flags.sharpV) this.printSharp(value, "[]byte", 0);
    else this.printSequence(value.items, verb, 0, "[", "]");
  }

  private printSlice(value: Slice, verb: string, depth: number): void {
    const isText = value.elem === "uint8" && "sqxX".includes(verb);
    if (isText) this.printByteText(value, verb);
    else if (this.flags.sharpV) this.printSharp(value, value.type, depth);
    else this.printSequence(value.items, verb, depth, "[", "]");
  }

  private printByteText(value: Slice, verb: string): void {
    const bytes = Uint8Array.from(value.items, byteOf);
    if (verb === "x" || verb === "X") this.out += hexText(bytes, verb, this.flags);
    else this.printText(fromBytes(bytes), verb, value);
  }

  private printSharp(value: Slice, type: string, depth: number): void {
    this.out += type;
    if (value.isNil) this.out += "(nil)";
    else this.printSequence(value.items, "v", depth, "{", "}");
  }

  private printSequence(
    items: readonly Value[],
    verb: string,
    depth: number,
    open: string,
    close: string,
  ): void {
    this.out += open;
    items.forEach((item, index) => {
      if (index > 0) this.out += this.flags.sharpV ? ", " : " ";
      this.printValue(item, verb, depth + 1);
      assertTextSize(this.out.length);
    });
    this.out += close;
  }

  private printMap(map: GoMap, verb: string, depth: number): void {
    const { sharpV } = this.flags;
    this.out += sharpV ? map.type : "map[";
    if (sharpV && map.isNil) {
      this.out += "(nil)";
      return;
    }
    if (sharpV) this.out += "{";
    sortedEntries(map).forEach(({ key, value }, index) => {
      if (index > 0) this.out += sharpV ? ", " : " ";
      this.printValue(key, verb, depth + 1);
      this.out += ":";
      this.printValue(value, verb, depth + 1);
      assertTextSize(this.out.length);
    });
    this.out += sharpV ? "}" : "]";
  }

  private printStruct(value: Struct, verb: string, depth: number): void {
    const complex = asComplex(value);
    if (complex !== undefined) {
      this.write(complexVerb(complex, verb, this.flags), verb, value);
      return;
    }
    if (value.goText !== undefined && this.flags.sharpV && !this.isReporting) {
      this.out += padded(truncated(value.goText(), this.flags), this.flags);
      return;
    }
    if (value.text !== undefined && this.asksForText(verb)) {
      this.printText(value.text(), verb, value);
      return;
    }
    if (value.pointer && depth > 0) {
      this.printPointer(value, verb);
      return;
    }
    if (value.pointer) this.out += "&";
    if (this.flags.sharpV) this.out += value.name;
    this.out += "{";
    let separator = "";
    for (const [name, field] of value.fields) {
      this.out += separator;
      separator = this.flags.sharpV ? ", " : " ";
      if (this.flags.plusV || this.flags.sharpV) this.out += `${name}:`;
      this.printValue(field, verb, depth + 1);
    }
    this.out += "}";
  }

  private printPointer(value: Value, verb: string): void {
    const isPointer =
      value instanceof Slice ||
      value instanceof GoMap ||
      (value instanceof Struct && value.pointer);
    if (!isPointer) this.reportVerb(verb, value);
    else if (verb === "v" && this.flags.sharpV) {
      this.out += `(${typeOf(value)})(0x${ADDRESS.toString(16)})`;
    } else {
      const flags = { ...this.flags, sharp: !this.flags.sharp };
      const shown = verb === "v" || verb === "p";
      this.write(
        integerVerb(ADDRESS, shown ? "x" : verb, shown ? flags : this.flags, false),
        verb,
        value,
      );
    }
  }

  /** A verb that doesn't fit: `%!d(string=x)`, the flags still in force. */
  private reportVerb(verb: string, value: Value): void {
    const wasReporting = this.isReporting;
    this.isReporting = true;
    this.out += `%!${verb}(`;
    if (value === null) this.out += "<nil>";
    else {
      this.out += `${typeOf(value)}=`;
      this.printValue(value, "v", 0);
    }
    this.out += ")";
    this.isReporting = wasReporting;
  }
}

function isSigned(value: Integer): boolean {
  return value.kind.startsWith("int");
}

function byteOf(item: Value): number {
  return item instanceof Integer ? Number(item.value) : Number(item);
}

function quotedText(text: string, flags: Flags): string {
  const shown = truncated(text, flags);
  if (flags.sharp && canBackquote(shown)) return padded(`\`${shown}\``, flags);
  return padded(quoted(shown, flags.plus ? "ascii" : "unicode"), flags);
}

function hexText(bytes: Uint8Array, verb: string, flags: Flags): string {
  const shown = bytes.subarray(0, flags.precision ?? bytes.length);
  if (shown.length === 0) return padded("", flags);
  const prefix = flags.sharp ? "0x" : "";
  const separator = flags.space ? ` ${prefix}` : "";
  assertTextSize(shown.length * (2 + separator.length));
  let text = prefix;
  shown.forEach((byte, index) => {
    text += (index === 0 ? "" : separator) + byte.toString(16).padStart(2, "0");
  });
  return padded(verb === "X" ? text.toUpperCase() : text, flags);
}
