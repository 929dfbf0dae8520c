import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { evaluateExpression } from "../../../src/sandbox/actions/expressions.ts";
import { parseAssignments } from "../../../src/sandbox/actions/file-command.ts";
import { splitTemplate } from "../../../src/sandbox/actions/template-text.ts";
import { parseWorkflowCommand } from "../../../src/sandbox/actions/workflow-command.ts";

describe("parseWorkflowCommand", () => {
  const escape = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const escapeProperty = (text: string) =>
    escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

  it("reads what the toolkit prints", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (message, title) => {
        const line = `::error file=a.yaml,title=${escapeProperty(title)}::${escape(message)}`;

        expect(parseWorkflowCommand(line)).toEqual({
          name: "error",
          properties: { file: "a.yaml", title },
          message,
        });
      }),
    );
  });

  it.each(["", "plain", "::", ":::", "a ::error::x", "::error", "::1a::x"])(
    "is none: %j",
    (line) => {
      expect(parseWorkflowCommand(line)).toBeUndefined();
    },
  );
});

describe("parseAssignments", () => {
  const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]{0,10}$/);
  const line = fc.string().map((text) => text.replace(/[\r\n]/g, ""));

  it("reads what was written, in either form", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.array(line, { minLength: 1 }))), (entries) => {
        const delimiter = "ghadelimiter_1";
        const written = entries.map(([key, lines]) =>
          lines.length === 1 && lines[0] !== undefined
            ? `${key}=${lines[0]}\n`
            : `${key}<<${delimiter}\n${lines.join("\n")}\n${delimiter}\n`,
        );

        expect(parseAssignments(written.join(""))).toEqual(
          entries.map(([key, lines]) => [key, lines.join("\n")]),
        );
      }),
    );
  });

  it.each([
    ["a<<EOF\nb", "Matching delimiter not found 'EOF'"],
    ["nothing", "Invalid format 'nothing'"],
    ["=value", "Invalid format '=value'"],
    ["a<<\nb\n", "Invalid format 'a<<'"],
  ])("refuses %j", (text, message) => {
    expect(() => parseAssignments(text)).toThrow(message);
  });
});

describe("splitTemplate", () => {
  it("loses nothing", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom("${{", "}}", "'", " github.ref "));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        const squeezed = (value: string) => value.replace(/\s/g, "");
        const joined = splitTemplate(text)
          .map((piece) => (piece.kind === "text" ? piece.text : `\${{${piece.expression}}}`))
          .join("");

        expect(squeezed(joined)).toBe(squeezed(text));
      }),
    );
  });

  it("lets a text within an expression hold braces", () => {
    expect(splitTemplate("a ${{ format('{0}}}', 'x') }} b")).toEqual([
      { kind: "text", text: "a " },
      { kind: "expression", expression: "format('{0}}}', 'x')" },
      { kind: "text", text: " b" },
    ]);
  });
});

describe("evaluateExpression", () => {
  const scope = {
    contexts: { github: { ref: "refs/heads/main", event: { number: 7 } }, env: { A: "x" } },
    status: { success: true, failure: false, cancelled: false },
    hashFiles: undefined,
  };

  it.each([
    ["github.ref == 'REFS/heads/main'", true],
    ["github.event.missing.deeper", null],
    ["env.a", "x"],
    ["'it''s a ''quote'''", "it's a 'quote'"],
    ["success() && !failure()", true],
    ["fromJSON('[1, 2]')[1]", 2],
    ["startsWith(github.ref, 'refs/tags/') || 'none'", "none"],
  ])("gives for %s: %j", (expression, value) => {
    expect(evaluateExpression(expression, scope, 3)).toEqual(value);
  });

  it.each(["github.event.number + 1", "hashFiles('a')", "nonsense.x", "", "fromJSON('{')"])(
    "names what can't be evaluated: %s",
    (expression) => {
      expect(() => evaluateExpression(expression, scope, 3)).toThrow(
        expect.objectContaining({ code: "expression", line: 3 }),
      );
    },
  );
});
