import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { Lexer } from "../../../src/core/gotemplate/lexer.ts";
import type { Token } from "../../../src/core/gotemplate/token.ts";

const OPTIONS = { leftDelimiter: "{{", rightDelimiter: "}}", names: new Set<string>() };

function tokensOf(text: string): readonly Token[] {
  const lexer = new Lexer(text, OPTIONS);
  const tokens: Token[] = [];
  do tokens.push(lexer.next());
  while (!isLast(tokens.at(-1)));
  return tokens;
}

function isLast(token: Token | undefined): boolean {
  return token?.kind === "end-of-text" || token?.kind === "error";
}

function shown(text: string): string {
  return tokensOf(text)
    .map(({ kind, text: part }) => `${kind}(${part})`)
    .join(" ");
}

describe("Lexer", () => {
  it.each([
    ["a{{1}}b", "text(a) left-delimiter({{) number(1) right-delimiter(}}) text(b) end-of-text()"],
    [
      "a {{- 1 -}} b",
      "text(a) left-delimiter({{) number(1) right-delimiter(}}) text(b) end-of-text()",
    ],
    ["{{/* a */}}", "end-of-text()"],
    [
      "{{$x := .y | f}}",
      "left-delimiter({{) variable($x) space( ) declare(:=) space( ) field(.y) space( ) pipe(|) space( ) identifier(f) right-delimiter(}}) end-of-text()",
    ],
    [
      "{{if nil . true}}",
      "left-delimiter({{) keyword(if) space( ) nil(nil) space( ) dot(.) space( ) bool(true) right-delimiter(}}) end-of-text()",
    ],
    ["{{", "left-delimiter({{) error(unclosed action)"],
  ])("cuts %j into tokens", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it("counts lines by where a token starts", () => {
    const lines = tokensOf("a\n{{\n1\n-}}\n\n b").map(({ kind, line }) => [kind, line]);

    expect(lines).toEqual([
      ["text", 1],
      ["left-delimiter", 2],
      ["space", 2],
      ["number", 3],
      ["right-delimiter", 4],
      ["text", 6],
      ["end-of-text", 6],
    ]);
  });

  it("gives names instead of keywords where functions have these names", () => {
    const lexer = new Lexer("{{break}}", { ...OPTIONS, names: new Set(["break"]) });
    lexer.next();

    expect(lexer.next()).toMatchObject({ kind: "identifier", text: "break" });
  });

  it("ends for any text, and tokens follow one another in it", () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom("{{", "}}", "{{- ", " -}}", "/*", "*/", "\n"), fc.string()))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (template) => {
        let end = 0;
        for (const token of tokensOf(template)) {
          if (token.kind === "error") break;
          expect(token.position).toBeGreaterThanOrEqual(end);
          end = token.position + token.text.length;
          expect(template.slice(token.position, end)).toBe(token.text);
        }
      }),
    );
  });
});
