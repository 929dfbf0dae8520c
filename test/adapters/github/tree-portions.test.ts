import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { treePortions } from "../../../src/adapters/github/config-repository/commit-large.ts";

describe("the trees of a large commit", () => {
  it("carry every change once, in portions that GitHub takes", () => {
    const text = fc.option(fc.nat({ max: 400_000 }).map((length) => "x".repeat(length)));
    const changes = fc
      .array(text, { maxLength: 230 })
      .map((all) => new Map(all.map((one, index) => [`m/${index}.yaml`, one])));

    fc.assert(
      fc.property(changes, (given) => {
        const portions = treePortions(given);

        const found = portions.flat().map(({ path, content }) => [path, content ?? null]);
        expect(found).toEqual([...given]);
        for (const portion of portions) {
          const bytes = portion.map(({ content = "" }) => content.length);
          expect(portion.length).toBeLessThanOrEqual(100);
          expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1_000_000);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("say of a deletion that the path is to be nothing", () => {
    expect(treePortions(new Map([["a", null]]))).toEqual([
      [{ path: "a", mode: "100644", type: "blob", sha: null }],
    ]);
  });
});
