import { Cursor, SPACES } from "./cursor.ts";
import { quoted } from "./fmt/quote.ts";
import { isByte } from "./functions/characters.ts";
import { sprintf } from "./functions/printing.ts";
import { KEYWORDS } from "./token.ts";
import type { Token, TokenKind } from "./token.ts";

const RIGHT_TRIM = /^[ \t\r\n]-/;
/** A trim marker is a minus with a blank on its inner side. */
export const TRIM_LENGTH = 2;

export type ActionOptions = {
  readonly rightDelimiter: string;
  /** Keywords that are names here, because functions of that name exist. */
  readonly names: ReadonlySet<string>;
};

/** Reads the tokens between the delimiters, the right one included. */
export class ActionLexer {
  private readonly cursor: Cursor;
  private readonly options: ActionOptions;
  private parens = 0;

  constructor(cursor: Cursor, options: ActionOptions) {
    this.cursor = cursor;
    this.options = options;
  }

  /** Starts a new action. */
  begin(): void {
    this.parens = 0;
  }

  next(): Token {
    const { isDelimiter, trims } = this.atRightDelimiter();
    if (isDelimiter) {
      return this.parens === 0
        ? this.readRightDelimiter(trims)
        : this.cursor.error("unclosed left paren");
    }
    const rune = this.cursor.peek();
    if (rune === "") return this.cursor.error("unclosed action");
    if (SPACES.includes(rune)) return this.readSpace();
    if (rune === "." && /^[^0-9]/.test(this.cursor.text.charAt(this.cursor.position + 1)))
      return this.readField();
    if (/[0-9+\-.]/.test(rune)) return this.readNumber();
    if (isAlphanumeric(rune)) return this.readIdentifier();
    this.cursor.position += rune.length;
    return this.readSymbol(rune);
  }

  /** Whether the action ends here, and whether the blanks after it go. */
  atRightDelimiter(): { readonly isDelimiter: boolean; readonly trims: boolean } {
    const { rightDelimiter } = this.options;
    const ahead = this.cursor.text.slice(this.cursor.position, this.cursor.position + TRIM_LENGTH);
    if (
      RIGHT_TRIM.test(ahead) &&
      this.cursor.startsWith(rightDelimiter, this.cursor.position + TRIM_LENGTH)
    ) {
      return { isDelimiter: true, trims: true };
    }
    return { isDelimiter: this.cursor.startsWith(rightDelimiter), trims: false };
  }

  private readRightDelimiter(trims: boolean): Token {
    if (trims) this.cursor.skipTo(this.cursor.position + TRIM_LENGTH);
    this.cursor.position = this.cursor.start + this.options.rightDelimiter.length;
    const token = this.cursor.emitDelimiter("right-delimiter");
    let end = this.cursor.position;
    while (trims && end < this.cursor.text.length && SPACES.includes(this.cursor.text.charAt(end)))
      end += 1;
    this.cursor.skipTo(end);
    return token;
  }

  private readSymbol(rune: string): Token {
    switch (rune) {
      case "=":
        return this.cursor.emit("assign");
      case ":":
        return this.readDeclare();
      case "|":
        return this.cursor.emit("pipe");
      case '"':
        return this.readQuoted('"', "string", "unterminated quoted string");
      case "'":
        return this.readQuoted("'", "character", "unterminated character constant");
      case "`":
        return this.readRawString();
      case "$":
        return this.readVariable();
      case "(":
        this.parens += 1;
        return this.cursor.emit("left-paren");
      case ")":
        this.parens -= 1;
        return this.parens < 0
          ? this.cursor.error("unexpected right paren")
          : this.cursor.emit("right-paren");
      default:
        return rune > " " && rune < "\u007f"
          ? this.cursor.emit("other")
          : this.cursor.error(`unrecognized character in action: ${characterText(rune)}`);
    }
  }

  private readSpace(): Token {
    let end = this.cursor.position + 1;
    while (end < this.cursor.text.length && SPACES.includes(this.cursor.text.charAt(end))) end += 1;
    // The last blank may belong to a trim marker.
    this.cursor.position = end - 1;
    const { trims } = this.atRightDelimiter();
    if (trims && this.cursor.position === this.cursor.start) return this.readRightDelimiter(true);
    if (!trims) this.cursor.position = end;
    return this.cursor.emit("space");
  }

  private readDeclare(): Token {
    if (!this.cursor.startsWith("=")) return this.cursor.error("expected :=");
    this.cursor.position += 1;
    return this.cursor.emit("declare");
  }

  private readIdentifier(): Token {
    this.skipAlphanumeric();
    if (!this.atTerminator()) return this.badCharacter();
    const word = this.cursor.text.slice(this.cursor.start, this.cursor.position);
    if (word === "true" || word === "false") return this.cursor.emit("bool");
    if (word === "nil") return this.cursor.emit("nil");
    const isKeyword = KEYWORDS.has(word) && !this.options.names.has(word);
    return this.cursor.emit(isKeyword ? "keyword" : "identifier");
  }

  private readField(): Token {
    this.cursor.position += 1;
    if (this.atTerminator()) return this.cursor.emit("dot");
    this.skipAlphanumeric();
    return this.atTerminator() ? this.cursor.emit("field") : this.badCharacter();
  }

  private readVariable(): Token {
    if (this.atTerminator()) return this.cursor.emit("variable");
    this.skipAlphanumeric();
    return this.atTerminator() ? this.cursor.emit("variable") : this.badCharacter();
  }

  private skipAlphanumeric(): void {
    for (let rune = this.cursor.peek(); isAlphanumeric(rune); rune = this.cursor.peek()) {
      this.cursor.position += rune.length;
    }
  }

  /** Whether what is here may follow a name. */
  private atTerminator(): boolean {
    const rune = this.cursor.text.charAt(this.cursor.position);
    return (
      rune === "" ||
      " \t\r\n.,|:()".includes(rune) ||
      this.cursor.startsWith(this.options.rightDelimiter)
    );
  }

  private badCharacter(): Token {
    return this.cursor.error(`bad character ${characterText(this.cursor.peek())}`);
  }

  private readQuoted(quote: string, kind: TokenKind, problem: string): Token {
    for (;;) {
      const rune = this.cursor.text.charAt(this.cursor.position);
      if (rune === "" || rune === "\n") return this.cursor.error(problem);
      this.cursor.position += 1;
      if (rune === quote) return this.cursor.emit(kind);
      if (rune !== "\\") continue;
      const escaped = this.cursor.text.charAt(this.cursor.position);
      if (escaped === "" || escaped === "\n") return this.cursor.error(problem);
      this.cursor.position += 1;
    }
  }

  private readRawString(): Token {
    const close = this.cursor.text.indexOf("`", this.cursor.position);
    if (close < 0) return this.cursor.error("unterminated raw quoted string");
    this.cursor.position = close + 1;
    return this.cursor.emit("raw-string");
  }

  private readNumber(): Token {
    if (!this.scanNumber()) return this.badNumber();
    const sign = this.cursor.text.charAt(this.cursor.position);
    if (sign !== "+" && sign !== "-") return this.cursor.emit("number");
    const isImaginary =
      this.scanNumber() && this.cursor.text.charAt(this.cursor.position - 1) === "i";
    return isImaginary ? this.cursor.emit("complex") : this.badNumber();
  }

  private badNumber(): Token {
    return this.cursor.error(
      `bad number syntax: ${quoted(this.cursor.text.slice(this.cursor.start, this.cursor.position))}`,
    );
  }

  /** Takes what looks like a number; whether it is one, the parser finds out. */
  private scanNumber(): boolean {
    NUMBER.lastIndex = this.cursor.position;
    this.cursor.position += NUMBER.exec(this.cursor.text)?.[0].length ?? 0;
    const rune = this.cursor.peek();
    if (!isAlphanumeric(rune)) return true;
    this.cursor.position += rune.length;
    return false;
  }
}

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

const ALPHANUMERIC = /^[_\p{L}\p{Nd}]$/u;

function isAlphanumeric(rune: string): boolean {
  return ALPHANUMERIC.test(rune);
}

/** `%#U` of a character. */
function characterText(rune: string): string {
  return sprintf("%#U", [isByte(rune) ? 0xfffd : (rune.codePointAt(0) ?? 0)]);
}
