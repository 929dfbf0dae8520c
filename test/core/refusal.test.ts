import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { isRefusal, oneLine, quoted, refuse } from "../../src/core/refusal.ts";
import { nastyTexts } from "../support/arbitraries.ts";

describe("refuse", () => {
  it("makes a refusal with its evidence", () => {
    expect(refuse("locked", "dev is locked", { advice: "wait", evidence: { by: "x" } })).toEqual({
      kind: "refused",
      reason: "locked",
      sentence: "dev is locked",
      advice: "wait",
      evidence: { by: "x" },
    });
  });

  it("leaves out the advice that there isn't", () => {
    const refusal = refuse("locked", "dev is locked");

    expect(Object.keys(refusal)).not.toContain("advice");
    expect(isRefusal(refusal)).toBe(true);
    expect(isRefusal({ kind: "released" })).toBe(false);
  });
});

describe("quoted", () => {
  it.each([
    ["master", "'master'"],
    ["a\nb\u2028c\u0000", "'a b c'"],
    ["😀".repeat(300), `'${"😀".repeat(199)}…'`],
    ["x".repeat(200), `'${"x".repeat(200)}'`],
    ["\ud800", "''"],
  ])("puts %j into one short line", (text, line) => {
    expect(quoted(text)).toBe(line);
  });
});

describe("oneLine", () => {
  it("gives one line that stays as it is", () => {
    fc.assert(
      fc.property(nastyTexts, (text) => {
        const line = oneLine(text);

        expect(line).not.toMatch(/[\n\r\u2028\u2029\u0085\u0000]/);
        expect(oneLine(line)).toBe(line);
        expect(Buffer.from(line).toString()).toBe(line);
      }),
    );
  });
});
