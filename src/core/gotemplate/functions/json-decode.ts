import { Float, GoError, GoMap, Slice } from "../value.ts";
import type { Value } from "../value.ts";
import { toBytes } from "./byte-string.ts";
import { assertElementCount } from "./limits.ts";
import { quoteText } from "./printing.ts";

// As deep as the evaluation of a template can follow; Go would read 10,000 levels.
const MAX_NESTING = 1000;

/** What was read, and what Go reports although it read on: a number beyond float64 is nil. */
export type DecodedJson = { readonly value: Value; readonly overflow: GoError | undefined };

/**
 * A JSON text as Go decodes it into an `interface {}`: all numbers are float64, the last of repeated
 * keys counts, single surrogates become U+FFFD. Throws {@link GoError} with Go's sentence.
 */
export function decodeJson(text: string): DecodedJson {
  return new JsonReader(text).readDocument();
}

class JsonReader {
  private readonly text: string;
  private index = 0;
  private depth = 0;
  private elements = 0;
  private overflow: GoError | undefined;

  constructor(text: string) {
    this.text = text;
  }

  readDocument(): DecodedJson {
    const value = this.readValue("looking for beginning of value");
    if (this.peek() !== "") this.fail("after top-level value");
    return { value, overflow: this.overflow };
  }

  private readValue(context: string): Value {
    const next = this.peek();
    if (next === "{") return this.nested(() => this.readObject());
    if (next === "[") return this.nested(() => this.readArray());
    if (next === '"') return this.readText();
    if (next === "-" || isDigit(next)) return this.readNumber();
    if (next === "t") return this.readWord("true", true);
    if (next === "f") return this.readWord("false", false);
    if (next === "n") return this.readWord("null", null);
    return this.fail(context);
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_NESTING) throw new GoError("exceeded max depth");
    this.index += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private readObject(): GoMap {
    const map = new GoMap();
    if (this.skip("}")) return map;
    for (;;) {
      if (this.peek() !== '"') this.fail("looking for beginning of object key string");
      const key = this.readText();
      if (!this.skip(":")) this.fail("after object key");
      map.set(key, this.readValue("looking for beginning of value"));
      this.count();
      if (this.skip("}")) return map;
      if (!this.skip(",")) this.fail("after object key:value pair");
    }
  }

  private readArray(): Slice {
    const items: Value[] = [];
    if (this.skip("]")) return new Slice(items);
    for (;;) {
      items.push(this.readValue("looking for beginning of value"));
      this.count();
      if (this.skip("]")) return new Slice(items);
      if (!this.skip(",")) this.fail("after array element");
    }
  }

  private count(): void {
    this.elements += 1;
    assertElementCount(this.elements);
  }

  private readText(): string {
    let text = "";
    this.index += 1;
    for (;;) {
      const start = this.index;
      while (isPlain(this.text.charAt(this.index))) this.index += 1;
      text += this.text.slice(start, this.index);
      const next = this.text.charAt(this.index);
      if (next === '"') break;
      if (next !== "\\") this.fail("in string literal");
      this.index += 1;
      text += this.readEscape();
    }
    this.index += 1;
    return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  }

  private readEscape(): string {
    const escape = this.text.charAt(this.index);
    if (escape === "u") return this.readUnicodeEscape();
    const character = ESCAPES.get(escape);
    if (character === undefined) this.fail("in string escape code");
    this.index += 1;
    return character;
  }

  private readUnicodeEscape(): string {
    const start = this.index + 1;
    for (this.index = start; this.index < start + 4; this.index += 1) {
      const digit = this.text.charAt(this.index);
      if (!/^[0-9a-fA-F]$/.test(digit)) this.fail("in \\u hexadecimal character escape");
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(start, this.index), 16));
  }

  private readNumber(): Value {
    const start = this.index;
    if (this.text.charAt(this.index) === "-") this.index += 1;
    if (this.text.charAt(this.index) === "0") this.index += 1;
    else this.skipDigits("in numeric literal");
    if (this.text.charAt(this.index) === ".") {
      this.index += 1;
      this.skipDigits("after decimal point in numeric literal");
    }
    if (/^[eE]$/.test(this.text.charAt(this.index))) {
      this.index += 1;
      if (/^[+-]$/.test(this.text.charAt(this.index))) this.index += 1;
      this.skipDigits("in exponent of numeric literal");
    }
    return this.toFloat(this.text.slice(start, this.index));
  }

  private toFloat(literal: string): Value {
    const value = Number(literal);
    if (Number.isFinite(value)) return new Float(value);
    this.overflow ??= new GoError(
      `json: cannot unmarshal number ${literal} into Go value of type float64`,
    );
    return null;
  }

  private skipDigits(context: string): void {
    if (!isDigit(this.text.charAt(this.index))) this.fail(context);
    while (isDigit(this.text.charAt(this.index))) this.index += 1;
  }

  private readWord(word: string, value: Value): Value {
    for (const letter of word) {
      if (this.text.charAt(this.index) !== letter) {
        this.fail(`in literal ${word} (expecting '${letter}')`);
      }
      this.index += 1;
    }
    return value;
  }

  /** The next character that is no blank, `""` at the end. */
  private peek(): string {
    while (/^[ \t\r\n]$/.test(this.text.charAt(this.index))) this.index += 1;
    return this.text.charAt(this.index);
  }

  private skip(character: string): boolean {
    if (this.peek() !== character) return false;
    this.index += 1;
    return true;
  }

  /** Go's scanner sees bytes: of a longer character it names the first one. */
  private fail(context: string): never {
    const next = this.text.slice(this.index, this.index + 2);
    const [byte] = toBytes(Array.from(next)[0] ?? "");
    if (byte !== undefined) throw new GoError(`invalid character ${quoteByte(byte)} ${context}`);
    // At the end Go's scanner sees a blank, which is wrong inside of a word, a number or an escape.
    if (INSIDE.test(context)) throw new GoError(`invalid character ' ' ${context}`);
    throw new GoError("unexpected end of JSON input");
  }
}

const INSIDE = /^in (?:\\u|string escape|literal)|numeric literal$/;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character.length === 1;
}

function isPlain(character: string): boolean {
  return character >= " " && character !== '"' && character !== "\\";
}

function quoteByte(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === 0x22) return "'\"'";
  return `'${quoteText(String.fromCharCode(byte)).slice(1, -1)}'`;
}
