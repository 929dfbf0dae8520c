import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { canonical } from "./tagged.ts";
import { Float, GoMap, Integer, Slice } from "../../../src/core/gotemplate/value.ts";
import { decodeYaml, decodeYamlMap } from "../../../src/core/yaml/decode.ts";
import { YamlError } from "../../../src/core/yaml/yaml-error.ts";

function errorOf(decode: () => unknown): YamlError {
  try {
    decode();
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error("expected a YamlError");
}

describe("decodeYaml", () => {
  describe("when a scalar is plain", () => {
    it.each([
      ["yes", true],
      ["Off", false],
      ["tRue", "tRue"],
      ["~", null],
      ["010", 8],
      ["0o10", 8],
      ["0b101", 5],
      ["-0x1F", -31],
      ["1_000", 1000],
      ["1:30", "1:30"],
      ["2001-02-03", "2001-02-03"],
      ["0x", "0x"],
      ["1e400", "1e400"],
      ["9007199254740993", 9007199254740993n],
      ["08", new Float(8)],
      ["1.20", new Float(1.2)],
      ["5.", new Float(5)],
      [".1_1", new Float(0.11)],
      ["18446744073709551615", new Integer("uint64", 18446744073709551615n)],
      ["18446744073709551616", new Float(18446744073709551616)],
    ])("reads %s as the type of YAML 1.1", (text, value) => {
      expect(decodeYaml(text)).toEqual(value);
    });
  });

  describe("when collections are nested", () => {
    it("gives maps with keys of any type", () => {
      const value = decodeYaml("1: {true: [a, ~]}");

      expect(canonical(value)).toBe(
        'map[interface {}]interface {}{1: map[interface {}]interface {}{true: ["a", null]}}',
      );
    });

    it("lets a merge override what stands before it, but not what stands behind it", () => {
      const merged = "base: &base {a: 1, b: 2}\nv:\n  a: 9\n  <<: *base\n  b: 9\n";

      const value = decodeYaml(merged);

      expect(canonical(value instanceof GoMap ? (value.get("v") ?? null) : null)).toBe(
        'map[interface {}]interface {}{"a": 1, "b": 9}',
      );
    });

    it("gives each alias a value of its own", () => {
      const value = decodeYaml("- &a [x]\n- *a");

      const items = value instanceof Slice ? value.items : [];

      expect(items[0]).toEqual(items[1]);
      expect(items[0]).not.toBe(items[1]);
    });
  });

  describe("when a key has the name of something in JavaScript", () => {
    it("is a key like any other", () => {
      const value = decodeYaml("__proto__: {polluted: yes}\nconstructor: a\nhasOwnProperty: b\n");

      expect(value instanceof GoMap && [...value.entries.keys()]).toEqual([
        "__proto__",
        "constructor",
        "hasOwnProperty",
      ]);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    });
  });

  describe("when the text holds several documents", () => {
    it.each(["a: 1\n---\n[", "a: 1\n...\nb: ]", "--- {a: 1}\n--- b"])(
      "reads the first of %j only",
      (text) => {
        expect(canonical(decodeYaml(text))).toBe('map[interface {}]interface {}{"a": 1}');
      },
    );
  });

  describe("when the text is wrong", () => {
    it.each([
      ["a: b: c", 1, "yaml: mapping values are not allowed in this context"],
      ["x: 1\na: b: c", 2, "yaml: line 2: mapping values are not allowed in this context"],
      ["x: 1\ny: 2\na: 'b", 3, "yaml: line 3: found unexpected end of stream"],
      ["x: 1\ny: [a\nz: 2", 3, "yaml: line 2: did not find expected ',' or ']'"],
      ["a: 1\nb: *c", 2, "yaml: unknown anchor 'c' referenced"],
      ["a: 1\nb: !!int x", 2, "yaml: cannot decode !!str `x` as a !!int"],
      ["a: 1\nb: &b [*b]", 2, "yaml: anchor 'b' value contains itself"],
      ["a: 1\n[b]: c", 2, 'yaml: invalid map key: []interface {}{"b"}'],
      ["a: 1\n{b: 1}: c", 2, 'yaml: invalid map key: map[interface {}]interface {}{"b":1}'],
      ["a: 1\r\nb: \u0001", 2, "yaml: control characters are not allowed"],
      ["a: \udcff", 1, "yaml: invalid leading UTF-8 octet"],
    ])("says so for %j on line %d", (text, line, message) => {
      const error = errorOf(() => decodeYaml(text));

      expect(error.message).toBe(message);
      expect(error.line).toBe(line);
    });
  });

  describe("when a document is made to exhaust the reader", () => {
    const bomb = Array.from({ length: 12 }, (_, level) => {
      const item = level === 0 ? "x" : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(10).fill(item).join(", ")}]\n`;
    }).join("");
    const chain = Array.from({ length: 70 }, (_, index) =>
      index === 0 ? "- &a0 x\n" : `- &a${index} [[[[*a${index - 1}]]]]\n`,
    ).join("");

    it.each([
      ["an alias bomb", bomb, "document contains excessive aliasing"],
      ["aliases in aliases", chain, "exceeded max depth of 256"],
      ["open brackets", "[".repeat(100_000), "exceeded max depth of 256"],
      ["dashes", "- ".repeat(100_000), "exceeded max depth of 256"],
      ["complex keys", "? ".repeat(100_000), "exceeded max depth of 256"],
    ])("refuses %s", (_name, text, reason) => {
      const error = errorOf(() => decodeYaml(text));

      expect(error.reason).toBe(reason);
      expect(error.code).toBe("limit");
    });

    it("reads a depth that people don't reach", () => {
      expect(decodeYaml(`${"[".repeat(250)}${"]".repeat(250)}`)).toBeInstanceOf(Slice);
    });
  });

  describe("when an empty collection is a key", () => {
    it.each([
      ["{}: a\nb: c", "map[interface {}]interface {}{}"],
      ["[]: a\nb: c", "[]"],
    ])("takes %j for a document of its own", (text, value) => {
      expect(canonical(decodeYaml(text))).toBe(value);
    });

    it("finds no key inside of a mapping", () => {
      expect(errorOf(() => decodeYaml("a: 1\n{}: b")).reason).toBe("did not find expected key");
      expect(errorOf(() => decodeYaml("a: 1\n{}")).reason).toBe("did not find expected key");
    });
  });

  it("gives a value or a YamlError for every text", () => {
    const piece = fc.constantFrom(
      ...["a", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ", ", "? ", "&a ", "*a", "!!int "],
      ...["'", '"', "\\", "|\n", ">-\n", "#", "<<: ", "---\n", "%YAML 1.1\n", "\t", "1", "é"],
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((all) => all.join("")),
    );

    fc.assert(
      fc.property(text, (any) => {
        try {
          return canonical(decodeYaml(any)) !== "";
        } catch (error) {
          return error instanceof YamlError;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("decodeYamlMap", () => {
  it("makes the keys of the document texts and leaves deeper ones", () => {
    const map = decodeYamlMap("1: a\nyes: b\n~: c\n2.50: {1: d}\n");

    expect(canonical(map)).toBe(
      'map[string]interface {}{"": "c", "1": "a", "2.50": map[interface {}]interface {}{1: "d"}, "yes": "b"}',
    );
  });

  it.each(["", "# nothing\n", "---\n", "~"])("gives an empty map for %j", (text) => {
    expect(decodeYamlMap(text).entries.size).toBe(0);
  });

  it.each([
    ["- a", "!!seq"],
    ["a text that is long", "!!str `a text ...`"],
    ["5", "!!int `5`"],
  ])("refuses %j", (text, shown) => {
    const error = errorOf(() => decodeYamlMap(text));

    expect(error.message).toBe(
      `yaml: unmarshal errors:\n  line 1: cannot unmarshal ${shown} into map[string]interface {}`,
    );
    expect(error.code).toBe("type");
  });
});
