import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";

import { visibleLines } from "../../../src/core/command/visible-lines.ts";
import { markdownTexts } from "../../support/arbitraries.ts";

describe("visibleLines", () => {
  describe("when lines are text", () => {
    it.each([
      ["a paragraph", "/x"],
      ["a paragraph of several lines", "Looks good,\n/x\nthank you"],
      ["after a blank line that ends a quote", "> said\n\n/x"],
      ["after a blank line that ends a list", "- one\n- two\n\n/x"],
      ["after a heading", "# Release\n/x"],
      ["after an underlined heading", "Release\n===\n/x"],
      ["after a rule", "a\n\n---\n/x"],
      ["after a rule that ends a list", "- a\n***\n/x"],
      ["after a fence that was closed", "```\ncode\n```\n/x"],
      ["after a comment", "<!-- note -->\n/x"],
      ["after a comment of several lines", "<!--\nnote\n-->\n/x"],
      ["after an HTML block", "<details>\n\n/x\n\n</details>"],
      ["beside inline code", "`a`\n/x `b`"],
      ["between lone backticks", "a ` b\n/x"],
      ["between backticks that don't match", "``a\n/x\nb`"],
      ["after an escaped backtick", "\\`a\n/x `"],
      ["after an address", "<https://acme.test>\n/x"],
      ["after a line that looks like an item but isn't", "as of\n2. May\n/x"],
      ["with Windows line ends", "a\r\n/x\r\nb"],
      ["with old line ends", "a\r/x\rb"],
    ])("keeps %s", (_, text) => {
      expect(visibleLines(text).some((line) => line.startsWith("/x"))).toBe(true);
    });
  });

  describe("when lines are shown rather than said", () => {
    it.each([
      ["fenced code", "```\n/x\n```"],
      ["code fenced with tildes", "~~~ sh\n/x\n~~~"],
      ["code whose fence is longer", "````\n```\n/x\n```\n````"],
      ["code whose fence is never closed", "```\n/x"],
      ["code after a fence that doesn't close", "```\n``` sh\n/x"],
      ["a fence that interrupts a quote", "> a\n```\n/x\n```"],
      ["a quote's lazy line", "> said\n/x"],
      ["a list's lazy line", "- one\n/x"],
      ["an item's second paragraph", "- one\n\n  /x"],
      ["a numbered item's second paragraph", "10. one\n\n    /x"],
      ["an item that begins empty", "-\n  /x"],
      ["HTML", "<div>\n/x\n</div>"],
      ["preformatted HTML", "<pre>\n\n/x\n</pre>"],
      ["any tag alone on its line", "<custom-tag a='b'>\n/x"],
      ["a comment", "<!--\n/x\n-->"],
      ["a comment with blank lines", "<!--\n\n/x\n\n-->"],
      ["a comment that begins in a line", "Reviewers <!--\n/x\n-->"],
      ["inline code over lines", "run `\n/x\n`"],
      ["inline code of two backticks", "run ``a ` b\n/x\n``"],
    ])("hides %s", (_, text) => {
      expect(visibleLines(text).some((line) => line.trimStart().startsWith("/x"))).toBe(false);
    });
  });

  it("never keeps a command that Markdown shows as code, a quote, HTML or a list", () => {
    fc.assert(
      fc.property(markdownTexts, (text) => {
        const shown = shownLines(text);
        const kept = visibleLines(text).filter((line) => /^ {0,3}\/x/.test(line));

        expect(kept.filter((line) => shown.has(line))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["quotes in quotes", ">"],
    ["lists in quotes", ">- "],
    ["one lazy paragraph", "b\n"],
    ["underlined headings", "a\n=\n"],
    ["emphasis", "*a_ "],
    ["comments without an end", "a <!-- "],
    ["instructions without an end", "a <?"],
    ["tags", "<a "],
    ["backticks", "`a``"],
    ["nested lists", "- - - - - - a\n"],
    ["slashes", "/a\n"],
    ["fences", "```\n"],
    ["brackets", "[a]("],
  ])("reads 60,000 characters of %s", (_, part) => {
    const text = `/x\n\n> - a\n${part.repeat(Math.ceil(60_000 / part.length))}`;

    expect(visibleLines(text)[0]).toBe("/x");
  });
});

type Block = {
  readonly type: string;
  readonly children?: readonly Block[];
  readonly position?:
    | {
        readonly start: { readonly line: number; readonly column: number };
        readonly end: { readonly line: number };
      }
    | undefined;
};

/** The command lines that a Markdown parser puts into something that is shown; each is unique. */
function shownLines(text: string): ReadonlySet<string> {
  const lines = text.split(/\r\n|\r|\n/);
  const shown = new Set<string>();
  const visit = ({ type, position, children }: Block): void => {
    if (position !== undefined && SHOWN.has(type)) {
      const first = position.start.column > 4 ? position.start.line + 1 : position.start.line;
      for (const line of lines.slice(first - 1, position.end.line)) shown.add(line);
    } else children?.forEach(visit);
  };
  visit(fromMarkdown(text));
  return shown;
}

const SHOWN = new Set(["code", "inlineCode", "blockquote", "html", "list"]);
