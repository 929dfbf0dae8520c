import { ActionLexer, TRIM_LENGTH } from "./action-lexer.ts";
import type { ActionOptions } from "./action-lexer.ts";
import { Cursor, SPACES } from "./cursor.ts";
import type { Token } from "./token.ts";

export type LexerOptions = ActionOptions & { readonly leftDelimiter: string };

const LEFT_TRIM = /^-[ \t\r\n]/;

/**
 * Cuts a template into tokens, as Go's lexer does. Any text gives tokens: what can't be understood ends
 * the stream with a token of kind `error`, after which only that token comes.
 */
export class Lexer {
  private readonly options: LexerOptions;
  private readonly cursor: Cursor;
  private readonly actions: ActionLexer;
  private isInAction = false;
  private last: Token | undefined;

  constructor(text: string, options: LexerOptions) {
    this.options = options;
    this.cursor = new Cursor(text);
    this.actions = new ActionLexer(this.cursor, options);
  }

  next(): Token {
    if (this.last !== undefined) return this.last;
    const token = this.isInAction ? this.actions.next() : this.readText();
    if (token.kind === "right-delimiter") this.isInAction = false;
    if (token.kind === "error" || token.kind === "end-of-text") this.last = token;
    return token;
  }

  private readText(): Token {
    for (;;) {
      const { leftDelimiter } = this.options;
      const found = this.cursor.text.indexOf(leftDelimiter, this.cursor.position);
      if (found < 0) {
        this.cursor.position = this.cursor.text.length;
        return this.cursor.emit(this.cursor.position > this.cursor.start ? "text" : "end-of-text");
      }
      const afterDelimiter = found + leftDelimiter.length;
      const trims = LEFT_TRIM.test(
        this.cursor.text.slice(afterDelimiter, afterDelimiter + TRIM_LENGTH),
      );
      const end = trims ? this.trimmedEnd(found) : found;
      if (end > this.cursor.start) {
        this.cursor.position = end;
        const token = this.cursor.emit("text");
        this.cursor.skipTo(found);
        return token;
      }
      this.cursor.skipTo(found);
      const inner = afterDelimiter + (trims ? TRIM_LENGTH : 0);
      if (!this.cursor.startsWith("/*", inner))
        return this.readLeftDelimiter(afterDelimiter, inner);
      const problem = this.skipComment(inner);
      if (problem !== undefined) return problem;
    }
  }

  /** Where the text before `end` ends without its blanks. */
  private trimmedEnd(end: number): number {
    let trimmed = end;
    while (trimmed > this.cursor.start && SPACES.includes(this.cursor.text.charAt(trimmed - 1)))
      trimmed -= 1;
    return trimmed;
  }

  private readLeftDelimiter(end: number, inner: number): Token {
    this.cursor.position = end;
    const token = this.cursor.emitDelimiter("left-delimiter");
    this.cursor.skipTo(inner);
    this.isInAction = true;
    this.actions.begin();
    return token;
  }

  private skipComment(start: number): Token | undefined {
    this.cursor.skipTo(start);
    const close = this.cursor.text.indexOf("*/", start + 2);
    if (close < 0) return this.cursor.error("unclosed comment");
    this.cursor.position = close + 2;
    const { isDelimiter, trims } = this.actions.atRightDelimiter();
    if (!isDelimiter) return this.cursor.error("comment ends before closing delimiter");
    this.skipRightDelimiter(trims);
    return undefined;
  }

  private skipRightDelimiter(trims: boolean): void {
    let end = this.cursor.position + (trims ? TRIM_LENGTH : 0) + this.options.rightDelimiter.length;
    while (trims && end < this.cursor.text.length && SPACES.includes(this.cursor.text.charAt(end)))
      end += 1;
    this.cursor.skipTo(end);
  }
}
