import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, textFrom } from "./call.ts";
import { canonical } from "./tagged.ts";
import { loadZone } from "../../../../src/core/gotemplate/functions/time-zone.ts";
import { UTC } from "../../../../src/core/gotemplate/functions/zone.ts";
import { timeValue } from "../../../../src/core/gotemplate/functions/time-value.ts";
import {
  ANY,
  Float,
  GoError,
  GoMap,
  Slice,
  Struct,
  type Value,
} from "../../../../src/core/gotemplate/value.ts";

describe("toJson", () => {
  it.each<readonly [string, Value, string]>([
    ["escapes what HTML gives a meaning to", "<a & b>", String.raw`"\u003ca \u0026 b\u003e"`],
    ["escapes line separators", "\u2028", String.raw`"\u2028"`],
    ["writes bytes that are no text as U+FFFD", "a\udcff", String.raw`"a\ufffd"`],
    [
      "sorts keys by bytes",
      GoMap.of([
        ["é", 1],
        ["a", 2],
        ["B", 3],
      ]),
      '{"B":3,"a":2,"é":1}',
    ],
    ["writes whole floats without a point", new Float(3), "3"],
    ["writes large floats with an exponent", new Float(1e21), "1e+21"],
    [
      "tells a nil list from an empty one",
      new Slice([new Slice([], ANY, true), new Slice([])]),
      "[null,[]]",
    ],
    ["gives up on maps with keys of any type", new GoMap(ANY), ""],
    ["gives up on infinities", new Float(Infinity), ""],
    [
      "leaves fields out that are not exported",
      new Struct({
        name: "x.Y",
        fields: [
          ["A", 1],
          ["b", 2],
        ],
      }),
      '{"A":1}',
    ],
    [
      "writes times in RFC 3339",
      timeValue({ nanoseconds: 1_500_000_000n, zone: UTC }),
      '"1970-01-01T00:00:01.5Z"',
    ],
  ])("%s", (_case, value, json) => {
    expect(call("toJson", value)).toBe(json);
  });

  it("writes the offset of a time's zone", () => {
    const zone = loadZone("Asia/Kolkata") ?? UTC;

    expect(call("toJson", timeValue({ nanoseconds: 0n, zone }))).toBe(
      '"1970-01-01T05:30:00+05:30"',
    );
  });
});

describe("mustToJson", () => {
  it("tells what JSON has no form for", () => {
    expect(() => call("mustToJson", new Slice([new GoMap(ANY)]))).toThrow(
      new GoError("json: unsupported type: map[interface {}]interface {}"),
    );
  });

  it("refuses a map that contains itself", () => {
    const map = new GoMap();
    map.set("self", map);

    expect(() => call("mustToJson", map)).toThrow(/nested too deeply/);
  });
});

describe("toPrettyJson", () => {
  it("indents by two blanks, but not what is empty", () => {
    const value = GoMap.of([
      ["a", new Slice([1, "<"])],
      ["b", new Slice([])],
      ["c", new GoMap()],
    ]);

    expect(call("toPrettyJson", value)).toBe(
      '{\n  "a": [\n    1,\n    "\\u003c"\n  ],\n  "b": [],\n  "c": {}\n}',
    );
  });
});

describe("toRawJson", () => {
  it("leaves what HTML gives a meaning to", () => {
    expect(call("toRawJson", "<&>")).toBe('"<&>"');
  });

  it("fails where toJson gives an empty text", () => {
    expect(() => call("toRawJson", new Float(NaN))).toThrow(
      new GoError("json: unsupported value: NaN"),
    );
  });
});

describe("fromJson", () => {
  it("makes floats of all numbers", () => {
    expect(canonical(call("fromJson", "[1, 2.5]"))).toBe(
      canonical(new Slice([new Float(1), new Float(2.5)])),
    );
  });

  it("takes keys that JavaScript objects inherit for keys", () => {
    const map = call("fromJson", '{"__proto__": {"x": "y"}}');

    expect(map instanceof GoMap && map.get("__proto__") instanceof GoMap).toBe(true);
    expect(Object.prototype).not.toHaveProperty("x");
  });

  it("gives nil for what is no JSON", () => {
    expect(call("fromJson", "{")).toBeNull();
  });

  it("agrees with JSON.parse on what is JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(isAccepted(() => call("mustFromJson", text))).toBe(
          isAccepted(() => void JSON.parse(text)),
        );
      }),
    );
  });

  it("reads what toJson writes", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = call("mustFromJson", text);

        expect(canonical(call("mustFromJson", textFrom(call("toJson", value))))).toBe(
          canonical(value),
        );
      }),
    );
  });
});

describe("mustFromJson", () => {
  it.each([
    ["", "unexpected end of JSON input"],
    ['{"a":', "unexpected end of JSON input"],
    ["tru", "invalid character ' ' in literal true (expecting 'e')"],
    ["[1,]", "invalid character ']' looking for beginning of value"],
    ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
    ["é", "invalid character 'Ã' looking for beginning of value"],
    ["1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"],
    ["[".repeat(2000), "exceeded max depth"],
  ])("refuses %j", (text, message) => {
    expect(() => call("mustFromJson", text)).toThrow(new GoError(message));
  });
});

function isAccepted(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
