import { describe, expect, it } from "@jest/globals";

import { readRecorded, outcomeOf, type RecordedCase } from "./recorded-case.ts";
import { sprigFunctions } from "../../../src/core/gotemplate/functions/all.ts";

const recorded = readRecorded("templates-recorded.json");
const functions = Object.fromEntries(
  Object.entries(sprigFunctions).filter(([name]) => name !== "slice"),
);

const byTopic = new Map<string, RecordedCase[]>();
for (const one of recorded.cases) {
  const topic = one.topic ?? "";
  byTopic.set(topic, [...(byTopic.get(topic) ?? []), one]);
}

describe("a template", () => {
  describe.each([...byTopic])("when it is about %s", (_topic, cases) => {
    it.each(cases.map((one) => [one.template, one] as const))(
      "gives what Go gives for %j",
      (_template, one) => {
        const { output, parseError, execError, partial } = one;

        const outcome = outcomeOf(one, recorded, { functions, rootType: "main.context" });

        expect(outcome).toEqual({ output, parseError, execError, partial });
      },
    );
  });
});
