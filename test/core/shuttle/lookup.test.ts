import { describe, expect, it } from "@jest/globals";

import { GoError, GoMap, Slice, Struct } from "../../../src/core/gotemplate/value.ts";
import { hasValue, lookUp } from "../../../src/core/shuttle/lookup.ts";
import { decodeYamlMap } from "../../../src/core/yaml/decode.ts";

const vars = decodeYamlMap(
  "a: {b: {c: deep}}\ns: text\nn: 1\nf: 1.5\nu: 18446744073709551615\nno: false\nnil: ~\n" +
    "list: [1]\nkeys: {1: one, yes: two, x.y: dotted}\n? ''\n: empty\n",
);

describe("lookUp", () => {
  it.each([
    ["a.b.c", "deep"],
    ["s", "text"],
    ["", "empty"],
    ["missing", null],
    ["a.missing.c", null],
    ["s.x", null],
    ["n.x", null],
    ["no.x", null],
    ["list.0", null],
    ["keys.1", null],
    ["keys.yes", null],
    ["keys.x.y", null],
    ["a.", null],
    [".a", null],
  ])("finds at %j", (path, value) => {
    expect(lookUp(path, vars)).toBe(value);
  });

  it("gives an empty text for what a map of texts lacks", () => {
    expect(lookUp("x", new GoMap("string", "string"))).toBe("");
  });

  it.each([
    ["f.x", "unexpected type float64"],
    ["u.x", "unexpected type uint64"],
  ])("refuses to step through %j", (path, message) => {
    expect(() => lookUp(path, vars)).toThrow(new GoError(message));
  });

  it("refuses to step through a struct", () => {
    const context = new Struct({ name: "cmd.context" });

    expect(() => lookUp("x", context)).toThrow(new GoError("unexpected type cmd.context"));
  });

  it("refuses to step through a list of one type", () => {
    const texts = new Slice(["x"], "string");

    expect(() => lookUp("x", texts)).toThrow(new GoError("unexpected type []string"));
  });

  it("finds nothing in nothing", () => {
    expect(lookUp("a.b", null)).toBeNull();
    expect(lookUp("a", new Slice([]))).toBeNull();
  });
});

describe("hasValue", () => {
  it.each([
    ["no", true],
    ["a.b", true],
    ["nil", false],
    ["missing", false],
  ])("tells whether %j is there", (path, found) => {
    expect(hasValue(path, vars)).toBe(found);
  });
});
