import { describe, expect, it } from "@jest/globals";

import { outcomeOf, readRecorded } from "./recorded-case.ts";
import { shuttleFunctions } from "../../../src/core/gotemplate/functions/all.ts";

const recorded = readRecorded("templates.json");

describe("a template", () => {
  it.each(recorded.cases.map((one) => [one.template, one] as const))(
    "gives what the original gives for %j",
    (_template, one) => {
      const { output, parseError, execError, partial } = one;

      const outcome = outcomeOf(one, recorded, {
        functions: shuttleFunctions,
        rootType: "cmd.context",
      });

      expect(outcome).toEqual({ output, parseError, execError, partial });
    },
  );
});
