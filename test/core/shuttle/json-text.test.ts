import fc from "fast-check";

import { describe, expect, it } from "@jest/globals";

import { formatJson } from "../../../src/core/shuttle/json-text.ts";
import { parseProjectFile } from "../../../src/core/shuttle/project-file.ts";

describe("formatJson", () => {
  it("writes variables so that they read back the same", () => {
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("value"), { maxKeys: 3 }),
      ),
    })).value;

    fc.assert(
      fc.property(tree, (value) => {
        const file = parseProjectFile(JSON.stringify({ plan: false, vars: { value } }));

        expect(file.kind).toBe("valid");
        if (file.kind !== "valid") return;
        expect(JSON.parse(formatJson(file.value.vars))).toEqual({ value });
      }),
    );
  });

  it.each([
    ["{1: a, true: b, 1.5: c}", '{"1":"a","true":"b","1.5":"c"}'],
    ["[.inf, .nan, 1.50, 18446744073709551615]", '["Infinity","NaN",1.5,18446744073709551615]'],
  ])("writes %s", (yaml, json) => {
    const file = parseProjectFile(`plan: false\nvars:\n  value: ${yaml}\n`);

    expect(file.kind === "valid" ? formatJson(file.value.vars) : file.message).toBe(
      `{"value":${json}}`,
    );
  });
});
