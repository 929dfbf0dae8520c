import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { canonical } from "./tagged.ts";
import {
  Float,
  GoMap,
  Integer,
  Slice,
  Struct,
  type Value,
} from "../../../src/core/gotemplate/value.ts";
import { decodeYaml } from "../../../src/core/yaml/decode.ts";
import { encodeYaml } from "../../../src/core/yaml/encode.ts";
import { YamlError } from "../../../src/core/yaml/yaml-error.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc
    .array(fc.constantFrom("word", " ", "  ", "\n", ": ", "#", "'", '"', "- ", "\t", "1", "\u2028"))
    .map((parts) => parts.join("")),
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true }).map((value) => (value % 1 === 0 ? null : new Float(value))),
  fc.bigInt({ min: 1n << 63n, max: (1n << 64n) - 1n }).map((value) => new Integer("uint64", value)),
);
/** yaml.v2 writes the key `<<` as it is, and takes it for a merge when it reads it. */
const key = text.filter((one) => one !== "<<");
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }).map((items) => new Slice(items)),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(anyMap),
  ),
}));

function anyMap(entries: readonly (readonly [Value, Value])[]): GoMap {
  const map = new GoMap("interface {}");
  for (const [key, entry] of entries) map.set(key, entry);
  return map;
}

describe("encodeYaml", () => {
  it("writes what decodeYaml reads as the same value", () => {
    fc.assert(
      fc.property(value, (any) => canonical(decodeYaml(encodeYaml(any))) === canonical(any)),
      { numRuns: 1000 },
    );
  });

  it("does not depend on the order in which keys were set", () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 8 });

    fc.assert(
      fc.property(keys, (names) => {
        const entries = names.map((name, index) => [name, index] as const);
        return encodeYaml(anyMap(entries)) === encodeYaml(anyMap([...entries].reverse()));
      }),
    );
  });

  it("writes structs with their fields in lower case, and no private ones", () => {
    const pair = new Struct({
      name: "pair",
      fields: [
        ["Key", "a"],
        ["Value", 1],
        ["hidden", 2],
      ],
    });

    expect(encodeYaml(new Slice([pair]))).toBe("- key: a\n  value: 1\n");
  });

  it.each([
    ["2024-05-06 07:08:09 +0000 UTC", "2024-05-06T07:08:09Z\n"],
    ["2024-05-06 07:08:09.25 +0200 CEST", "2024-05-06T07:08:09.25+02:00\n"],
  ])("writes the time %s in the form of RFC 3339", (shown, yaml) => {
    expect(encodeYaml(new Struct({ name: "time.Time", text: () => shown }))).toBe(yaml);
  });

  it.each([
    [0n, "0s"],
    [15n, "15ns"],
    [1500n, "1.5µs"],
    [2_000_000n, "2ms"],
    [90_500_000_000n, "1m30.5s"],
    [-3_600_000_000_000n, "-1h0m0s"],
  ])("writes a duration of %d nanoseconds as text", (nanoseconds, shown) => {
    expect(encodeYaml(new Integer("int64", nanoseconds, "time.Duration"))).toBe(`${shown}\n`);
  });

  it("refuses a value that contains itself", () => {
    const map = new GoMap();
    map.set("self", map);

    expect(() => encodeYaml(map)).toThrow(new YamlError("limit", "exceeded max depth of 256"));
  });
});
