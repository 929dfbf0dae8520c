import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { OUTPUTS } from "../../action/io.ts";
import { OUTPUTS_MARK, parseActLog } from "../../scripts/act/act-log.ts";
import { withOutputs } from "../../scripts/act/workflow.ts";

describe("act's log", () => {
  it("tells outputs, summaries and what steps printed", () => {
    const log = [
      'time="…" level=info msg="no JSON"',
      JSON.stringify({ msg: "Run Main", stage: "Main" }),
      JSON.stringify({ msg: "shop\n", raw_output: true }),
      JSON.stringify({ msg: "Summary", command: "summary", content: "### One\n" }),
      JSON.stringify({ msg: "Summary", command: "summary", content: "### Two\n" }),
      JSON.stringify({ msg: `${OUTPUTS_MARK}{ "digest": "abc" } \n`, raw_output: true }),
    ].join("\n");

    const { outputs, summary, printed } = parseActLog(log);

    expect(outputs).toEqual({ digest: "abc" });
    expect(summary).toBe("### One\n### Two\n");
    expect(printed[0]).toBe("shop");
  });

  it("is read whatever it holds", () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constant(OUTPUTS_MARK));

    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(parseActLog(lines.join("\n")).outputs).toEqual({});
      }),
    );
  });
});

describe("an example's workflow", () => {
  it.each(["shop", "billing"])("of %s tells every output of the Action", (service) => {
    const text = readFileSync(`examples/${service}/.github/workflows/ci.yml`, "utf8");

    const told = withOutputs(text);

    for (const name of OUTPUTS)
      expect(told).toContain(`      ${name}: \${{ steps.shuttle.outputs.${name} }}\n`);
    expect(told).toContain("uses: acme/shuttle-action@v1\n");
  });

  it("is refused when it doesn't use the Action", () => {
    expect(() => withOutputs("on: push\n")).toThrow("acme/shuttle-action@v1");
  });
});
