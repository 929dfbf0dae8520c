import { byteLength } from "./functions/byte-string.ts";
import { sprintf } from "./functions/printing.ts";
import type { Lexer } from "./lexer.ts";
import { TemplateError } from "./template-error.ts";
import type { Token, TokenKind } from "./token.ts";

/**
 * The tokens of one template definition. Definitions inside a file share its lexer, each has a reader of
 * its own, and an error is reported at the line of the token that its reader took from the lexer last.
 */
export class TokenReader {
  readonly templateName: string;
  private readonly lexer: Lexer;
  /** Looked at, but not taken; the next one is the last. */
  private readonly ahead: Token[] = [];
  private lastLine = 1;
  private actionLine = 0;

  constructor(lexer: Lexer, templateName: string) {
    this.lexer = lexer;
    this.templateName = templateName;
  }

  /** A reader for a definition that starts here. */
  forDefinition(): TokenReader {
    return new TokenReader(this.lexer, this.templateName);
  }

  next(): Token {
    return this.ahead.pop() ?? this.lex();
  }

  peek(): Token {
    const token = this.next();
    this.ahead.push(token);
    return token;
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.kind !== "space") return token;
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.ahead.push(token);
    return token;
  }

  /** Gives back a token that was taken. */
  putBack(token: Token): void {
    this.ahead.push(token);
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  enterAction(line: number): void {
    this.actionLine = line;
  }

  leaveAction(): void {
    this.actionLine = 0;
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== "error") this.fail(`unexpected ${tokenText(token)} in ${context}`);
    this.fail(token.text + this.actionStart(token));
  }

  fail(reason: string, code: "syntax" | "limit" = "syntax"): never {
    throw new TemplateError({
      code,
      message: `template: ${this.templateName}:${this.lastLine}: ${reason}`,
      reason,
      templateName: this.templateName,
      line: this.lastLine,
    });
  }

  private lex(): Token {
    const token = this.lexer.next();
    this.lastLine = token.line;
    return token;
  }

  /** Where the action began, if that was in another line. */
  private actionStart(token: Token): string {
    if (this.actionLine === 0 || this.actionLine === token.line) return "";
    const start = `started at ${this.templateName}:${this.actionLine}`;
    return token.text.endsWith(" action") ? ` ${start}` : ` in action ${start}`;
  }
}

const LONGEST_QUOTE = 10;

/** A token as messages show it. */
function tokenText({ kind, text }: Token): string {
  if (kind === "end-of-text") return "EOF";
  if (kind === "error") return text;
  if (kind === "keyword" || kind === "dot" || kind === "nil") return `<${text}>`;
  return byteLength(text) > LONGEST_QUOTE
    ? `${sprintf("%.10q", [text])}...`
    : sprintf("%q", [text]);
}
