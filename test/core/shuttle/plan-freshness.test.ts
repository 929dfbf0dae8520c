import { describe, expect, it } from "@jest/globals";

import { planFreshness } from "../../../src/core/shuttle/plan-freshness.ts";

const given = (environment: Readonly<Record<string, string>>, flag = false) =>
  planFreshness(flag, new Map(Object.entries(environment)));

describe("planFreshness", () => {
  it("looks for newer plans by default", () => {
    expect(given({})).toEqual({ kind: "freshness", skipPull: false, cacheMinutes: 0 });
  });

  it.each(["1", "true", "TRUE", "t"])("takes SHUTTLE_SKIP_PULL=%s as the flag", (value) => {
    expect(given({ SHUTTLE_SKIP_PULL: value })).toMatchObject({ skipPull: true });
    expect(given({}, true)).toMatchObject({ skipPull: true });
  });

  it.each(["", "0", "false"])("takes SHUTTLE_SKIP_PULL=%j as no", (value) => {
    expect(given({ SHUTTLE_SKIP_PULL: value })).toMatchObject({ skipPull: false });
  });

  it("takes a CI runner for the flag, unless SHUTTLE_SKIP_PULL says no", () => {
    expect(given({ CI: "true" })).toMatchObject({ skipPull: true });
    expect(given({ CI: "" })).toMatchObject({ skipPull: false });
    expect(given({ CI: "true", SHUTTLE_SKIP_PULL: "false" })).toMatchObject({ skipPull: false });
  });

  it("reads minutes", () => {
    expect(given({ SHUTTLE_CACHE_DURATION_MIN: "15" })).toMatchObject({ cacheMinutes: 15 });
  });

  it.each(["x", "1.5", "5m", "1e3", "+"])("refuses %s minutes", (value) => {
    expect(given({ SHUTTLE_CACHE_DURATION_MIN: value })).toMatchObject({
      code: "cache-duration-invalid",
      message: `SHUTTLE_CACHE_DURATION_MIN is not valid: ${value}`,
      exitCode: 1,
    });
  });
});
