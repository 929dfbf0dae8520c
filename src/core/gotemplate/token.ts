export type TokenKind =
  | "text"
  | "left-delimiter"
  | "right-delimiter"
  | "space"
  | "identifier"
  | "field"
  | "variable"
  | "bool"
  | "number"
  | "complex"
  | "character"
  | "string"
  | "raw-string"
  | "assign"
  | "declare"
  | "pipe"
  | "left-paren"
  | "right-paren"
  | "other"
  | "keyword"
  | "dot"
  | "nil"
  | "end-of-text"
  | "error";

export type Keyword =
  "block" | "break" | "continue" | "define" | "else" | "end" | "if" | "range" | "template" | "with";

export type Token = {
  readonly kind: TokenKind;
  /** As it stands in the template; of an error, what is wrong. */
  readonly text: string;
  /** Where it starts, in UTF-16 units. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
};

export const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);
