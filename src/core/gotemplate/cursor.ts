import type { Token, TokenKind } from "./token.ts";

export const SPACES = " \t\r\n";

/** A place in a template, and the token that is being read there. */
export class Cursor {
  readonly text: string;
  position = 0;
  /** Where the token starts, and in which line. */
  start = 0;
  private line = 1;

  constructor(text: string) {
    this.text = text;
  }

  emit(kind: TokenKind): Token {
    const text = this.text.slice(this.start, this.position);
    const token = { kind, text, position: this.start, line: this.line };
    this.skipTo(this.position);
    return token;
  }

  error(message: string): Token {
    return { kind: "error", text: message, position: this.start, line: this.line };
  }

  /** Moves the start of the next token. */
  skipTo(position: number): void {
    for (let at = this.start; ; at += 1) {
      at = this.text.indexOf("\n", at);
      if (at < 0 || at >= position) break;
      this.line += 1;
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
}
