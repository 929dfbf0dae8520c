import type { Token, TokenKind } from "./token.ts";

export const SPACES = " \t\r\n";

/** A place in a template, and the token that is being read there. */
export class Cursor {
  readonly text: string;
  position = 0;
  /** Where the token starts, and in which line. */
  start = 0;
  private line = 1;
  /** The first line break that has not been passed, or the end. */
  private nextBreak: number;

  constructor(text: string) {
    this.text = text;
    this.nextBreak = this.breakFrom(0);
  }

  emit(kind: TokenKind): Token {
    const text = this.text.slice(this.start, this.position);
    const token = { kind, text, position: this.start, line: this.line };
    this.skipTo(this.position);
    return token;
  }

  /** The line breaks in a delimiter are not counted, as in Go. */
  emitDelimiter(kind: "left-delimiter" | "right-delimiter"): Token {
    const { line } = this;
    const token = this.emit(kind);
    this.line = line;
    return token;
  }

  error(message: string): Token {
    return { kind: "error", text: message, position: this.start, line: this.line };
  }

  /** Moves the start of the next token. */
  skipTo(position: number): void {
    while (this.nextBreak < position) {
      this.line += 1;
      this.nextBreak = this.breakFrom(this.nextBreak + 1);
    }
    this.start = position;
    this.position = position;
  }

  startsWith(text: string, position = this.position): boolean {
    return this.text.startsWith(text, position);
  }

  /** The character here, U+FFFD for a byte that is not UTF-8, empty at the end. */
  peek(): string {
    const code = this.text.codePointAt(this.position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  private breakFrom(position: number): number {
    const found = this.text.indexOf("\n", position);
    return found < 0 ? this.text.length : found;
  }
}
