import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { type Figure, formatFigure, isMet, percentile, toJsonLine } from "../../bench/figure.ts";

describe("a percentile", () => {
  it.each([
    { percent: 50, of: [3, 1, 2], is: 2 },
    { percent: 95, of: [3, 1, 2], is: 3 },
    { percent: 50, of: [4, 3, 2, 1], is: 2 },
    { percent: 95, of: Array.from({ length: 100 }, (_, index) => index + 1), is: 95 },
    { percent: 50, of: [7], is: 7 },
  ])("of $percent in $of is $is", ({ percent, of, is }) => {
    expect(percentile(of, percent)).toBe(is);
  });

  it("is one of the values, and as many as it says don't exceed it", () => {
    const values = fc.array(fc.integer(), { minLength: 1, maxLength: 50 });

    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const found = percentile(all, percent);

        expect(all).toContain(found);
        const within = all.filter((value) => value <= found).length;
        expect(within * 100).toBeGreaterThanOrEqual(percent * all.length);
      }),
    );
  });
});

describe("a figure", () => {
  const figure: Figure = {
    name: "calls",
    parameters: { operation: "promotion", latency: 50 },
    unit: "calls",
    n: 5,
    p50: 6,
    p95: 7,
    aim: { of: "p95", atMost: 6 },
  };

  it("is one line for machines, without the aim", () => {
    expect(JSON.parse(toJsonLine(figure))).toEqual({
      name: "calls",
      parameters: { operation: "promotion", latency: 50 },
      unit: "calls",
      n: 5,
      p50: 6,
      p95: 7,
    });
  });

  it("says whether its aim is met", () => {
    expect(isMet(figure)).toBe(false);
    expect(isMet({ ...figure, p95: 6 })).toBe(true);
    expect(formatFigure(figure)).toContain("aim ≤ 6: MISSED");
  });
});
