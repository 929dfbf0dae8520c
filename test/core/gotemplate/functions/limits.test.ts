import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, textFrom } from "./call.ts";
import { canonical } from "./tagged.ts";
import { fromBytes, toBytes } from "../../../../src/core/gotemplate/functions/byte-string.ts";
import { GoError, Slice, type Value } from "../../../../src/core/gotemplate/value.ts";

describe("what asks for too much", () => {
  it.each<readonly [string, readonly Value[]]>([
    ["repeat", [2 ** 40, "x"]],
    ["until", [2 ** 40]],
    ["untilStep", [0, 2 ** 40, 1]],
    ["seq", [2 ** 40]],
    ["indent", [2 ** 40, "x"]],
    ["nindent", [100_000, "\n".repeat(10_000)]],
    ["replace", ["", "x".repeat(100_000), "y".repeat(100_000)]],
    ["join", ["x".repeat(1_000_000), new Slice(Array.from({ length: 100_000 }, () => "y"))]],
  ])("is refused by %s", (name, args) => {
    expect(() => call(name, ...args)).toThrow(GoError);
  });
});

describe("texts and lists of them", () => {
  it("are split and joined without loss", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (separator, text) => {
        expect(call("join", separator, call("splitList", separator, text))).toBe(text);
      }),
    );
  });

  it("find single bytes inside of characters, as Go does", () => {
    expect(call("contains", "\udcc3", "é")).toBe(true);
    expect(call("trimPrefix", "\udcc3", "é")).toBe("\udca9");
    expect(call("replace", "\udcc3\udca9", "e", "é")).toBe("e");
    expect(canonical(call("splitList", "\udca9", "éx"))).toBe(
      canonical(new Slice(["\udcc3", "x"], "string")),
    );
  });
});

describe("encodings", () => {
  it.each([
    ["b64enc", "b64dec"],
    ["b32enc", "b32dec"],
  ])("%s and %s are inverse for all bytes", (encode, decode) => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = fromBytes(bytes);

        expect(toBytes(textFrom(call(decode, call(encode, text))))).toEqual(toBytes(text));
      }),
    );
  });
});
