import { isBreak } from "./characters.ts";
import { escaped, needsEscape } from "./escape.ts";
import { type ScalarTraits, scalarTraitsOf } from "./scalar-traits.ts";

/** Columns after which a text is folded at its next space. */
const WIDTH = 80;
const INDENT = 2;
/** Longer keys are written after a `?`; in bytes, their tag included. */
const MAX_KEY_LENGTH = 128;

export type ScalarStyle = "plain" | "double-quoted" | "literal";

export type Scalar = {
  readonly text: string;
  /** The style asked for; the emitter takes a stricter one where the text demands it. */
  readonly style: ScalarStyle;
  readonly isBinary?: boolean;
};

/** Where a node is written. */
type Place = "root" | "item" | "key" | "value";

/**
 * Writes block YAML character by character, as libyaml does with a width of 80 columns and an
 * indentation of 2; only empty collections are in flow style.
 */
export class Emitter {
  private text = "";
  private column = 0;
  private indent = -1;
  /** The last character written is white space, or there is none. */
  private afterSpace = true;
  /** The line has nothing but indentation and indicators of collections so far. */
  private inIndentation = true;
  private place: Place = "root";

  /** The text of the document. */
  finish(): string {
    this.writeIndent();
    return this.text;
  }

  writeScalar(scalar: Scalar): void {
    this.writeScalarWith(scalar, scalarTraitsOf(scalar.text));
  }

  /** A sequence; each of the callbacks writes one item. */
  writeSequence(items: readonly (() => void)[]): void {
    if (items.length === 0) {
      this.writeEmpty("[", "]");
      return;
    }
    const isIndentless = (this.place === "value" || this.place === "key") && !this.inIndentation;
    this.withIndent(this.collectionIndent(isIndentless ? 0 : INDENT), () => {
      for (const writeItem of items) {
        this.writeIndent();
        this.writeIndicator("-", { keepsIndentation: true });
        this.place = "item";
        writeItem();
      }
    });
  }

  /** A mapping. A key that is no scalar is written after a `?`. */
  writeMapping(
    entries: readonly { readonly key: Scalar; readonly writeValue: () => void }[],
  ): void {
    if (entries.length === 0) {
      this.writeEmpty("{", "}");
      return;
    }
    this.withIndent(this.collectionIndent(INDENT), () => {
      for (const { key, writeValue } of entries) {
        this.writeIndent();
        this.writeKey(key);
        this.place = "value";
        writeValue();
      }
    });
  }

  private writeKey(key: Scalar): void {
    const traits = scalarTraitsOf(key.text);
    const length = traits.length + (key.isBinary === true ? "!!binary".length : 0);
    this.place = "key";
    if (!traits.isMultiline && length <= MAX_KEY_LENGTH) {
      this.writeScalarWith(key, traits, "simple-key");
      this.writeIndicator(":", { needsSpace: false });
    } else {
      this.writeIndicator("?", { keepsIndentation: true });
      this.writeScalarWith(key, traits);
      this.writeIndent();
      this.writeIndicator(":", { keepsIndentation: true });
    }
  }

  private writeEmpty(start: string, end: string): void {
    this.writeIndicator(start, { leavesSpace: true });
    this.writeIndicator(end, { needsSpace: false });
  }

  private writeScalarWith(scalar: Scalar, traits: ScalarTraits, as?: "simple-key"): void {
    const isSimpleKey = as === "simple-key";
    const style = styleFor(scalar, traits, isSimpleKey);
    if (scalar.isBinary === true) this.writeIndicator("!!binary", {});
    this.withIndent(Math.max(this.indent, 0) + INDENT, () => {
      if (style === "literal") this.writeLiteral(scalar.text);
      else if (style === "double-quoted") this.writeDoubleQuoted(scalar.text, !isSimpleKey);
      else if (style === "single-quoted") this.writeSingleQuoted(scalar.text, !isSimpleKey);
      else this.writePlain(scalar.text, !isSimpleKey);
    });
  }

  /** Collections at the root are not indented. */
  private collectionIndent(by: number): number {
    return this.indent < 0 ? 0 : this.indent + by;
  }

  private withIndent(indent: number, write: () => void): void {
    const outer = this.indent;
    this.indent = indent;
    write();
    this.indent = outer;
  }

  private writePlain(text: string, folds: boolean): void {
    if (!this.afterSpace) this.put(" ");
    // Nothing is folded before column 80, and most texts end there.
    if (this.column + text.length <= WIDTH) this.put(text);
    else this.writeFolded(text, (index) => folds && text[index + 1] !== " ");
    this.afterSpace = false;
    this.inIndentation = false;
  }

  private writeSingleQuoted(text: string, folds: boolean): void {
    const last = text.length - 1;
    this.writeIndicator("'", {});
    this.writeFolded(
      text,
      (index) => folds && index > 0 && index < last && text[index + 1] !== " ",
      "''",
    );
    this.writeIndicator("'", { needsSpace: false });
  }

  /** Text that needs no escapes but that of a single quote; the only line breaks are U+2028 and 2029. */
  private writeFolded(text: string, mayFoldAt: (index: number) => boolean, quote = "'"): void {
    let afterSpace = false;
    let afterBreak = false;
    for (let index = 0; index < text.length; index += 1) {
      const character = text.charAt(index);
      if (character === " ") {
        if (!afterSpace && this.column > WIDTH && mayFoldAt(index)) this.writeIndent();
        else this.put(character);
        afterSpace = true;
        continue;
      }
      const breaks = isBreak(character.charCodeAt(0));
      if (breaks) {
        this.put(character);
        this.column = 0;
      } else {
        if (afterBreak) this.writeIndent();
        this.put(character === "'" ? quote : character);
        afterSpace = false;
      }
      this.inIndentation = breaks;
      afterBreak = breaks;
    }
  }

  private writeDoubleQuoted(text: string, folds: boolean): void {
    const last = text.length - 1;
    // libyaml looks for the byte order mark at the start, whichever character it is at.
    const escapesAll = text.startsWith("\ufeff");
    let afterSpace = false;
    this.writeIndicator('"', {});
    for (let index = 0; index < text.length;) {
      const codePoint = text.codePointAt(index) ?? 0;
      const character = String.fromCodePoint(codePoint);
      if (escapesAll || needsEscape(codePoint)) this.put(escaped(codePoint));
      else if (character !== " ") this.put(character);
      else if (folds && !afterSpace && this.column > WIDTH && index > 0 && index < last) {
        this.writeIndent();
        if (text[index + 1] === " ") this.put("\\");
      } else this.put(character);
      afterSpace = character === " " && !escapesAll;
      index += character.length;
    }
    this.writeIndicator('"', { needsSpace: false });
  }

  private writeLiteral(text: string): void {
    this.writeIndicator(`|${literalHints(text)}`, {});
    this.writeBreak();
    this.inIndentation = true;
    this.afterSpace = true;
    let afterBreak = true;
    for (const character of text) {
      const breaks = isBreak(character.charCodeAt(0));
      if (character === "\n") this.writeBreak();
      else {
        if (afterBreak && !breaks) this.writeIndent();
        this.put(character);
        if (breaks) this.column = 0;
      }
      this.inIndentation = breaks;
      afterBreak = breaks;
    }
  }

  /** Starts a new line, unless there is nothing on this one, and indents it. */
  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    const isPast = this.column > indent || (this.column === indent && !this.afterSpace);
    if (!this.inIndentation || isPast) this.writeBreak();
    if (this.column < indent) this.put(" ".repeat(indent - this.column));
    this.afterSpace = true;
    this.inIndentation = true;
  }

  private writeIndicator(
    indicator: string,
    options: {
      readonly needsSpace?: boolean;
      readonly leavesSpace?: boolean;
      readonly keepsIndentation?: boolean;
    },
  ): void {
    const { needsSpace = true, leavesSpace = false, keepsIndentation = false } = options;
    if (needsSpace && !this.afterSpace) this.put(" ");
    this.put(indicator);
    this.afterSpace = leavesSpace;
    this.inIndentation = this.inIndentation && keepsIndentation;
  }

  private writeBreak(): void {
    this.text += "\n";
    this.column = 0;
  }

  /** `characters` are of the basic plane: others are escaped. */
  private put(characters: string): void {
    this.text += characters;
    this.column += characters.length;
  }
}

type WrittenStyle = ScalarStyle | "single-quoted";

function styleFor(scalar: Scalar, traits: ScalarTraits, isSimpleKey: boolean): WrittenStyle {
  if (scalar.style === "literal") {
    return traits.allowsLiteral && !isSimpleKey ? "literal" : "double-quoted";
  }
  if (scalar.style === "double-quoted") return "double-quoted";
  if (traits.allowsPlain) return "plain";
  return traits.allowsSingleQuotes ? "single-quoted" : "double-quoted";
}

/** How a literal starts when its indentation can't be seen, and what of its last line breaks counts. */
function literalHints(text: string): string {
  const first = text.charCodeAt(0);
  const indent = first === 0x20 || isBreak(first) ? String(INDENT) : "";
  if (!isBreak(text.charCodeAt(text.length - 1))) return `${indent}-`;
  const keeps = text.length === 1 || isBreak(text.charCodeAt(text.length - 2));
  return keeps ? `${indent}+` : indent;
}
