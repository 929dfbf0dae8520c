import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, callSprig } from "./call.ts";
import { canonical } from "./tagged.ts";
import {
  ANY,
  GoError,
  GoMap,
  Integer,
  Slice,
  type Value,
} from "../../../../src/core/gotemplate/value.ts";

const dict = (...pairs: readonly Value[]): GoMap => {
  const made = call("dict", ...pairs);
  if (made instanceof GoMap) return made;
  throw new Error("dict gives a map");
};

describe("dict", () => {
  it("makes keys of values of any type", () => {
    expect(canonical(dict(1, "one", null, "nil"))).toBe(
      canonical(
        GoMap.of([
          ["1", "one"],
          ["<nil>", "nil"],
        ]),
      ),
    );
  });

  it("gives a key without a value an empty text", () => {
    expect(dict("a").get("a")).toBe("");
  });

  it("keeps keys that JavaScript objects inherit", () => {
    const map = dict("__proto__", 1, "constructor", 2);

    expect(callSprig("get", map, "__proto__")).toBe(1);
    expect(callSprig("get", map, "toString")).toBe("");
  });
});

describe("set and unset", () => {
  it("change the map itself", () => {
    const map = dict("a", 1);

    expect(call("set", map, "b", 2)).toBe(map);
    call("unset", map, "a");

    expect(canonical(map)).toBe(canonical(dict("b", 2)));
  });

  it("refuse to set in a nil map", () => {
    expect(() => call("set", new GoMap("string", ANY, true), "a", 1)).toThrow(
      new GoError("assignment to entry in nil map"),
    );
  });
});

describe("keys and values", () => {
  it("come in the order of the keys, so that a template renders the same each time", () => {
    const map = dict("b", 2, "a", 1, "é", 3);

    expect(canonical(call("keys", map))).toBe(canonical(new Slice(["a", "b", "é"], "string")));
    expect(canonical(call("values", map))).toBe(canonical(new Slice([1, 2, 3])));
  });
});

describe("merge", () => {
  it("fills what is missing or empty, at all depths, and changes its first map", () => {
    const target = dict("a", dict("x", 1, "y", ""), "b", "");

    const merged = call(
      "merge",
      target,
      dict("a", dict("x", 2, "y", "filled"), "b", false, "c", 3),
    );

    expect(merged).toBe(target);
    expect(canonical(target)).toBe(
      canonical(dict("a", dict("x", 1, "y", "filled"), "b", false, "c", 3)),
    );
  });

  it("shares what only the source has", () => {
    const inner = dict("x", 1);
    const target = dict();

    call("merge", target, dict("a", inner));
    call("set", inner, "x", 2);

    expect(canonical(target)).toBe(canonical(dict("a", dict("x", 2))));
  });
});

describe("mergeOverwrite", () => {
  it("lets the later map win, lists and empty values included", () => {
    const target = dict("a", new Slice([1]), "b", "old", "c", dict("x", 1));

    call("mergeOverwrite", target, dict("a", new Slice([2, 3]), "b", "", "c", dict("y", 2)));

    expect(canonical(target)).toBe(
      canonical(dict("a", new Slice([2, 3]), "b", "", "c", dict("x", 1, "y", 2))),
    );
  });

  it("refuses keys that the inner map has no type for", () => {
    const inner = new GoMap(ANY).set("x", 1);

    expect(() => call("mergeOverwrite", dict("a", dict("y", 1)), dict("a", inner))).toThrow(
      new GoError(
        "reflect.Value.MapIndex: value of type interface {} is not assignable to type string",
      ),
    );
  });
});

describe("deepCopy", () => {
  it("gives an equal value that shares nothing", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), (entries) => {
        const map = GoMap.of([["inner", GoMap.of(Object.entries(entries))]]);
        const before = canonical(map);
        const copied = call("deepCopy", map);

        expect(canonical(copied)).toBe(before);
        map.set("inner", null);
        expect(canonical(copied)).toBe(before);
      }),
    );
  });

  it("refuses a map that contains itself", () => {
    const map = dict("a", 1);
    call("set", map, "self", map);

    expect(() => call("deepCopy", map)).toThrow(/nested too deeply/);
  });

  it("refuses nil, as Go does", () => {
    expect(() => call("deepCopy", null)).toThrow(GoError);
  });
});

describe("dig", () => {
  const map = dict("a", dict("b", "deep", "n", new Integer("int64", 1n)));

  it("walks down the keys", () => {
    expect(call("dig", "a", "b", "default", map)).toBe("deep");
  });

  it("gives the default where a key is missing", () => {
    expect(call("dig", "a", "x", "y", "default", map)).toBe("default");
  });

  it.each<readonly [string, readonly Value[], string]>([
    ["too few arguments", ["default", map], "dig needs at least three arguments"],
    [
      "a value on the way that is no map",
      ["a", "b", "c", "default", map],
      "interface conversion: interface {} is string, not map[string]interface {}",
    ],
    [
      "a map with keys of any type, as YAML gives",
      ["a", "default", new GoMap(ANY)],
      "interface conversion: interface {} is map[interface {}]interface {}, not map[string]interface {}",
    ],
    [
      "a key that is no text",
      [1, "default", map],
      "interface conversion: interface {} is int, not string",
    ],
  ])("refuses %s", (_case, args, message) => {
    expect(() => call("dig", ...args)).toThrow(new GoError(message));
  });
});
