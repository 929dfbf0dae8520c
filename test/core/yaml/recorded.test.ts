import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { canonical, type Tagged, toValue } from "./tagged.ts";
import { Decoder, decodeYaml, typeError } from "../../../src/core/yaml/decode.ts";
import { encodeYaml } from "../../../src/core/yaml/encode.ts";
import { parseDocument } from "../../../src/core/yaml/parser.ts";
import { YamlError } from "../../../src/core/yaml/yaml-error.ts";

type Answer = { readonly yaml: string; readonly value?: Tagged; readonly error?: string };
type Recorded = {
  readonly decode: readonly Answer[];
  readonly strict: readonly Answer[];
  readonly encode: readonly { readonly value: Tagged; readonly yaml: string }[];
};

const recorded = JSON.parse(
  readFileSync(new URL("../../conformance/yaml-recorded.json", import.meta.url), "utf8"),
) as Recorded;

function decodeStrictly(text: string): string {
  const node = parseDocument(text);
  const decoder = new Decoder("strict");
  if (node === undefined) return "map[string]interface {}{}";
  const value = decoder.decodeStringMap(node);
  if (decoder.findings.length > 0) throw typeError(decoder.findings);
  return canonical(value);
}

/** The value, or the message of the error, as a text. */
function outcomeOf(decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    if (error instanceof YamlError) return `error: ${error.message}`;
    throw error;
  }
}

function expectedOutcome({ value = null, error }: Answer): string {
  return error === undefined ? canonical(toValue(value)) : `error: ${error}`;
}

describe("decodeYaml", () => {
  describe("when yaml.v2 has been asked before", () => {
    it.each(recorded.decode.map((answer) => [answer.yaml, answer] as const))(
      "answers the same to %j",
      (yaml, answer) => {
        expect(outcomeOf(() => canonical(decodeYaml(yaml)))).toBe(expectedOutcome(answer));
      },
    );
  });
});

describe("Decoder in strict mode", () => {
  it.each(recorded.strict.map((answer) => [answer.yaml, answer] as const))(
    "answers as yaml.v2 to %j",
    (yaml, answer) => {
      expect(outcomeOf(() => decodeStrictly(yaml))).toBe(expectedOutcome(answer));
    },
  );
});

describe("encodeYaml", () => {
  it.each(recorded.encode.map(({ value, yaml }) => [JSON.stringify(value), value, yaml] as const))(
    "writes %s as yaml.v2 does",
    (_text, value, yaml) => {
      expect(encodeYaml(toValue(value))).toBe(yaml);
    },
  );
});
