import { describe, expect, it } from "@jest/globals";

import { hostStub } from "./host.ts";
import { sprigFunctions } from "../../../src/core/gotemplate/functions/all.ts";
import { formatTemplateError, TemplateError } from "../../../src/core/gotemplate/template-error.ts";
import { parseTemplate } from "../../../src/core/gotemplate/template.ts";

function errorOf(text: string): TemplateError {
  try {
    parseTemplate({ name: "dir.tmpl", text, functions: sprigFunctions }).execute(null, hostStub());
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("the template has no mistake");
}

describe("TemplateError", () => {
  describe("when a template can't be read", () => {
    it("knows the line, and no column", () => {
      expect(errorOf("a\nb {{ nope }}")).toMatchObject({
        code: "syntax",
        templateName: "dir.tmpl",
        line: 2,
        column: undefined,
        reason: 'function "nope" not defined',
        partial: "",
      });
    });
  });

  describe("when a template fails", () => {
    it("knows the place, the reason and what was written before", () => {
      expect(errorOf('a\næ {{ upper "b" }}{{ fail "boom" }}')).toMatchObject({
        code: "execution",
        templateName: "dir.tmpl",
        line: 2,
        column: 21,
        reason: "error calling fail: boom",
        partial: "a\næ B",
      });
    });

    it("keeps the error of the function as its cause", () => {
      expect(errorOf('{{ fail "boom" }}').cause).toMatchObject({ message: "boom" });
    });
  });
});

describe("formatTemplateError", () => {
  it("shows the line and points at the column", () => {
    const source = 'a\n\tæ {{ fail "boom" }}\nb';

    expect(formatTemplateError(errorOf(source), source)).toBe(
      [
        'template: dir.tmpl:2:7: executing "dir.tmpl" at <fail "boom">: error calling fail: boom',
        '2 |     æ {{ fail "boom" }}',
        "  |          ^",
      ].join("\n"),
    );
  });

  it("shows the part of a long line that it is about", () => {
    const source = `${"a".repeat(500)}{{ fail "b" }}${"c".repeat(500)}`;
    const [, line = "", caret = ""] = formatTemplateError(errorOf(source), source).split("\n");

    expect(line).toMatch(/^1 \| …a{77}\{\{ fail "b" \}\}c+…$/);
    expect(line).toHaveLength("1 | ".length + 162);
    expect(line.slice(caret.indexOf("^"))).toMatch(/^fail/);
  });

  it("shows no control characters", () => {
    const source = "\u001b[31m{{ if }}\u0000";

    expect(formatTemplateError(errorOf(source), source)).toContain("1 | \ufffd[31m{{ if }}\ufffd");
  });

  it("shows the line alone where no column is known", () => {
    const source = "{{ if }}\r\n";

    expect(formatTemplateError(errorOf(source), source)).toBe(
      ["template: dir.tmpl:1: missing value for if", "1 | {{ if }}"].join("\n"),
    );
  });

  it("shows the message alone for a line that the source doesn't have", () => {
    expect(formatTemplateError(errorOf("\n\n{{ if }}"), "")).toBe(
      "template: dir.tmpl:3: missing value for if",
    );
  });
});
