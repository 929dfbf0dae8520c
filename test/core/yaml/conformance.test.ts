import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { Float, GoMap, Integer, Slice, type Value } from "../../../src/core/gotemplate/value.ts";
import { decodeYamlMap } from "../../../src/core/yaml/decode.ts";
import { encodeYaml } from "../../../src/core/yaml/encode.ts";

type Case = {
  readonly yaml: string;
  readonly goType?: string;
  readonly getOutput?: string;
  readonly syntaxError?: boolean;
};

const { cases } = JSON.parse(
  readFileSync(new URL("../../conformance/yaml.json", import.meta.url), "utf8"),
) as { readonly cases: readonly Case[] };

function goTypeOf(value: Value): string {
  if (value === null) return "<nil>";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "number" || typeof value === "bigint") return "int";
  if (value instanceof Float) return "float64";
  if (value instanceof Integer || value instanceof GoMap || value instanceof Slice) {
    return value.type;
  }
  return "struct";
}

/** What `shuttle get` prints. */
function printed(value: Value): string {
  return value === null ? "" : encodeYaml(value).replace(/\n+$/, "");
}

describe("the value of a variable", () => {
  it.each(
    cases.filter(({ syntaxError }) => syntaxError !== true).map((one) => [one.yaml, one] as const),
  )("has the type and the text of the original for %j", (yaml, { goType, getOutput }) => {
    const value = decodeYamlMap(`k: ${yaml}`).get("k") ?? null;

    expect(goTypeOf(value)).toBe(goType);
    expect(printed(value)).toBe(getOutput);
  });

  it.each(cases.filter(({ syntaxError }) => syntaxError === true).map(({ yaml }) => [yaml]))(
    "is an error for %j",
    (yaml) => {
      expect(() => decodeYamlMap(`k: ${yaml}`)).toThrow(/^yaml: /);
    },
  );
});
