import { describe, expect, it } from "@jest/globals";
import * as v from "valibot";

import { formatProblem, toProblems } from "../../src/core/problem.ts";
import { strict } from "../../src/core/strict-schema.ts";

function problemsOf(schema: v.GenericSchema, input: unknown): readonly string[] {
  const result = v.safeParse(schema, input);
  return result.success ? [] : toProblems(result.issues).map(formatProblem);
}

const schema = strict({
  name: v.string(),
  items: v.optional(v.array(strict({ size: v.number() }))),
  choice: v.optional(v.union([v.string(), strict({ deep: v.number() })])),
});

describe("toProblems", () => {
  it("finds none in what is valid", () => {
    expect(problemsOf(schema, { name: "a", items: [{ size: 1 }], choice: { deep: 1 } })).toEqual(
      [],
    );
  });

  it("names the path, what was expected and what was received", () => {
    expect(problemsOf(schema, { name: 1, items: [{ size: 1 }, { size: "x" }] })).toEqual([
      "name: expected string, received 1",
      'items[1].size: expected number, received "x"',
    ]);
  });

  it("names what is missing, and every key that is unknown", () => {
    expect(
      problemsOf(schema, { items: [{ size: 1, a: 1, b: 2 }], nmae: "a", constructor: 1 }),
    ).toEqual([
      "name: missing",
      "items[0].a: unknown key",
      "items[0].b: unknown key",
      "nmae: unknown key",
      "constructor: unknown key",
    ]);
  });

  it("looks into the alternative that was meant", () => {
    expect(problemsOf(schema, { name: "a", choice: { deep: "x" } })).toEqual([
      'choice.deep: expected number, received "x"',
    ]);
  });

  it("takes no list for a mapping", () => {
    expect(problemsOf(schema, [])).toEqual(['expected Object, received "a list"']);
    expect(problemsOf(schema, { name: "a", items: [[]] })).toEqual([
      'items[0]: expected Object, received "a list"',
    ]);
  });

  it("cuts what was received", () => {
    const [problem = ""] = problemsOf(schema, { name: "a", items: "x".repeat(1000) });

    expect(problem.length).toBeLessThan(250);
    expect(problem).toMatch(/x…$/);
  });
});

describe("formatProblem", () => {
  it("says the line first", () => {
    expect(formatProblem({ path: "a.b", message: "missing", line: 3 })).toBe(
      "line 3: a.b: missing",
    );
    expect(formatProblem({ path: "", message: "missing" })).toBe("missing");
  });
});
