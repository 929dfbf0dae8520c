import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { hostStub } from "../host.ts";
import { shuttleFunctions } from "../../../../src/core/gotemplate/functions/all.ts";
import { TemplateError } from "../../../../src/core/gotemplate/template-error.ts";
import { parseTemplate } from "../../../../src/core/gotemplate/template.ts";
import { GoMap } from "../../../../src/core/gotemplate/value.ts";
import { decodeYamlMap } from "../../../../src/core/yaml/decode.ts";

type Case = { readonly template: string; readonly output: string; readonly error?: string };

const { vars, cases } = JSON.parse(
  readFileSync(
    new URL("../../../conformance/function-templates-recorded.json", import.meta.url),
    "utf8",
  ),
) as { readonly vars: string; readonly cases: readonly Case[] };

function render(text: string): { readonly output: string; readonly error?: string } {
  const data = GoMap.of([
    ["Vars", decodeYamlMap(vars)],
    ["Args", GoMap.of([["a", "x"]], "string")],
  ]);
  try {
    const template = parseTemplate({ name: "t.tmpl", text, functions: shuttleFunctions });
    return { output: template.execute(data, hostStub()) };
  } catch (error) {
    if (error instanceof TemplateError) return { output: error.partial, error: error.message };
    throw error;
  }
}

describe("shuttleFunctions in a template", () => {
  describe("when Go has rendered it before", () => {
    it.each(cases.map(({ template, ...expected }) => [template, expected] as const))(
      "render the same of %j",
      (template, expected) => {
        expect(render(template)).toEqual(expected);
      },
    );
  });
});
