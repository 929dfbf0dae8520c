import { describe, expect, it } from "@jest/globals";

import { isWithin } from "../../../src/sandbox/rest/run-filter.ts";

describe("the created filter of workflow runs", () => {
  const noon = "2030-05-10T12:00:00Z";

  it.each([
    ["2030-05-10", true],
    ["2030-05-11", false],
    [">=2030-05-10", true],
    [">2030-05-10", false],
    [">2030-05-09", true],
    ["<=2030-05-10", true],
    ["<2030-05-10", false],
    [">=2030-05-10T12:00:00Z", true],
    [">2030-05-10T12:00:00Z", false],
    ["2030-05-01..2030-05-10", true],
    ["2030-05-11..2030-05-12", false],
    ["*..2030-05-10", true],
    ["2030-05-11..*", false],
  ])("takes a run of 10 May at noon for %s: %s", (range, expected) => {
    expect(isWithin(noon, range)).toBe(expected);
  });
});
