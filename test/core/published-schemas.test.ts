import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { load } from "js-yaml";

import { formatSpec } from "../../src/core/artifact/spec.ts";
import { parseSpec } from "../../src/core/artifact/spec-schema.ts";
import { parseHamConfig } from "../../src/core/environment/ham-config-schema.ts";
import { HAM_YAML, anArtifact } from "../support/builders.ts";

function validatorOf(name: string) {
  const text = readFileSync(new URL(`../../schemas/${name}`, import.meta.url), "utf8");
  return new Ajv({ formats: { "date-time": true } }).compile(JSON.parse(text) as object);
}

describe("schemas/ham.schema.json", () => {
  const isValid = validatorOf("ham.schema.json");

  it.each([
    ["a configuration", HAM_YAML, true],
    ["an unknown key", `${HAM_YAML}colour: red\n`, false],
    ["a role that GitHub doesn't have", HAM_YAML.replace("maintain", "owner"), false],
    ["a service that is no DNS label", HAM_YAML.replace("cart:", "Cart_1:"), false],
    ["no environments", HAM_YAML.replace(/environments:\n(?: {2}-.*\n)+/, ""), false],
  ])("agrees with the code about %s", (_, yaml, valid) => {
    expect(isValid(load(yaml))).toBe(valid);
    expect(parseHamConfig(yaml).kind === "valid").toBe(valid);
  });
});

describe("schemas/artifact.schema.json", () => {
  const isValid = validatorOf("artifact.schema.json");
  const { spec } = anArtifact();

  it.each([
    ["a spec", spec, true],
    ["an unknown key", { ...spec, colour: "red" }, false],
    ["a later version", { ...spec, version: 2 }, false],
    ["a service that is no DNS label", { ...spec, service: "Shop!" }, false],
    ["no run", { ...spec, run: undefined }, false],
  ])("agrees with the code about %s", (_, value, valid) => {
    const text = formatSpec(value as typeof spec);

    expect(isValid(JSON.parse(text))).toBe(valid);
    expect(parseSpec(text).kind === "valid").toBe(valid);
  });
});
