import { randomBytes } from "node:crypto";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, callOn } from "./call.ts";
import { hostStub } from "../host.ts";
import { GoError } from "../../../../src/core/gotemplate/value.ts";

const host = hostStub({ randomBytes: (count) => randomBytes(count) });

describe("random texts", () => {
  it.each([
    ["randAlpha", /^[A-Za-z]{200}$/],
    ["randAlphaNum", /^[A-Za-z0-9]{200}$/],
    ["randNumeric", /^[0-9]{200}$/],
    ["randAscii", /^[ -~]{200}$/],
  ])("%s has only its characters", (name, pattern) => {
    expect(callOn(host, name, 200)).toMatch(pattern);
    expect(callOn(host, name, -1)).toBe("");
  });

  it("come from the chance of the host alone", () => {
    expect(call("randAlpha", 3)).toBe("AAA");
    expect(call("randBytes", 3)).toBe("AAAA");
    expect(call("uuidv4")).toBe("00000000-0000-4000-8000-000000000000");
  });

  it("are refused where they would fill the memory", () => {
    expect(() => call("randAlpha", 2 ** 40)).toThrow(/result too large/);
    expect(() => call("randBytes", 2 ** 40)).toThrow(/result too large/);
  });
});

describe("randInt", () => {
  it("stays within its limits", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1 }), (least, range) => {
        const found = callOn(host, "randInt", least, least + range);

        expect(Number(found)).toBeGreaterThanOrEqual(least);
        expect(Number(found)).toBeLessThan(least + range);
      }),
    );
  });

  it("knows numbers that JavaScript's own can't hold", () => {
    const largest = 2n ** 63n - 1n;

    expect(callOn(host, "randInt", largest - 1n, largest)).toBe(largest - 1n);
  });

  it("refuses an empty range, and one that is too large to count", () => {
    expect(() => call("randInt", -1, 2n ** 63n - 1n)).toThrow(
      new GoError("invalid argument to Intn"),
    );
    expect(() => call("randInt", 5, 5)).toThrow(new GoError("invalid argument to Intn"));
  });
});

describe("shuffle", () => {
  it("keeps the characters", () => {
    const sorted = (text: unknown): string => Array.from(String(text)).sort().join("");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(sorted(callOn(host, "shuffle", text))).toBe(sorted(text));
      }),
    );
  });
});
