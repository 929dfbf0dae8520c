import { beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type { Caller } from "../../../src/sandbox/context.ts";
import { graphqlCost, restCost } from "../../../src/sandbox/limits/call-cost.ts";
import {
  githubLimits,
  noLimits,
  toLimitOptions,
} from "../../../src/sandbox/limits/limit-options.ts";
import { RateLimits } from "../../../src/sandbox/limits/rate-limits.ts";
import { SlidingWindow } from "../../../src/sandbox/limits/sliding-window.ts";

const developer: Caller = { kind: "user", login: "developer" };
const outsider: Caller = { kind: "user", login: "outsider" };
const read = restCost(developer, "GET", "/repos/acme/shop");
const comment = restCost(developer, "POST", "/repos/acme/shop/issues/1/comments");
const commit = restCost(developer, "POST", "/repos/acme/shop/git/commits");
const edit = restCost(developer, "PATCH", "/repos/acme/shop/issues/comments/1");

describe("RateLimits", () => {
  let now: number;
  let limits: RateLimits;

  beforeEach(() => {
    now = Date.parse("2030-05-10T12:00:00Z");
    limits = new RateLimits(() => new Date(now));
  });

  /** Whether each of so many calls was let through, or what refused it; all of them are over at once. */
  const call = (cost: typeof read, times = 1) => {
    const outcomes = Array.from({ length: times }, () => {
      const admission = limits.admit(cost, "ID");
      if (admission.kind === "refused") return admission;
      admission.end({ unchanged: false });
      return "admitted" as const;
    });
    return {
      admitted: outcomes.filter((outcome) => outcome === "admitted").length,
      refusal: outcomes.find((outcome) => outcome !== "admitted"),
    };
  };

  describe("when they are off", () => {
    it("lets everything through without headers", () => {
      expect(call(comment, 10_000).admitted).toBe(10_000);
      expect(limits.headers(developer, "core")).toEqual({});
    });
  });

  describe("the primary limit", () => {
    beforeEach(() => limits.set({ primary: { rest: 10, graphql: 3 }, secondary: null }));

    it("gives each caller its points an hour and then refuses", () => {
      expect(call(read, 12).admitted).toBe(10);
      expect(call(read).refusal).toMatchObject({
        limit: "primary",
        message: "API rate limit exceeded for user developer.",
      });
      expect(call(restCost(outsider, "GET", "/"), 1).admitted).toBe(1);
    });

    it("says what is left and when it begins anew", () => {
      call(read, 4);

      expect(limits.headers(developer, "core")).toEqual({
        "x-ratelimit-limit": "10",
        "x-ratelimit-remaining": "6",
        "x-ratelimit-reset": String(Date.parse("2030-05-10T13:00:00Z") / 1000),
        "x-ratelimit-resource": "core",
        "x-ratelimit-used": "4",
      });
      now += 3_600_000;
      expect(limits.budget(developer, "core")).toMatchObject({ used: 0, remaining: 10 });
    });

    it("counts GraphQL apart, by what a query costs", () => {
      const admission = limits.admit(graphqlCost(developer, "query", ["repository"]), "ID");
      if (admission.kind === "admitted") admission.end({ unchanged: false, points: 3 });

      expect(limits.budget(developer, "graphql")).toMatchObject({ used: 3, remaining: 0 });
      expect(limits.budget(developer, "core")).toMatchObject({ used: 0 });
    });

    it("does not count an answer that was unchanged", () => {
      const admission = limits.admit(read, "ID");
      if (admission.kind === "admitted") admission.end({ unchanged: true });

      expect(limits.budget(developer, "core")).toMatchObject({ used: 0 });
    });
  });

  describe("the secondary limit", () => {
    beforeEach(() => limits.set({ primary: null }));

    it("gives 900 points a minute, a write taking five", () => {
      expect(call(edit, 200).admitted).toBe(180);
      expect(call(read).refusal).toMatchObject({
        limit: "secondary",
        message: expect.stringMatching(/^You have exceeded a secondary rate limit\. .*ID\.$/),
        headers: { "retry-after": "60" },
      });
      now += 45_000;
      expect(call(read).refusal).toMatchObject({ headers: { "retry-after": "15" } });
      now += 15_000;
      expect(call(edit, 200).admitted).toBe(180);
    });

    it("gives GraphQL 2,000 points a minute of its own", () => {
      expect(call(edit, 180).admitted).toBe(180);
      expect(call(graphqlCost(developer, "mutation", ["updateRefs"]), 500).admitted).toBe(400);
    });

    it("lets 80 things be created a minute and 500 an hour", () => {
      expect(call(comment, 100)).toMatchObject({
        admitted: 80,
        refusal: { message: expect.stringContaining("temporarily blocked from content creation") },
      });
      let admitted = 80;
      for (let minute = 1; minute < 60; minute += 1) {
        now += 60_000;
        admitted += call(comment, 80).admitted;
      }
      expect(admitted).toBe(500);
    });

    it("counts git data as content when told to", () => {
      expect(call(commit, 100).admitted).toBe(100);
      limits.set({ secondary: { gitDataIsContent: true } });
      expect(call(commit, 100).admitted).toBe(80);
    });

    it("lets 100 calls be under way at once", () => {
      const admissions = Array.from({ length: 101 }, () => limits.admit(read, "ID"));
      const [first] = admissions;

      expect(admissions.filter(({ kind }) => kind === "admitted")).toHaveLength(100);
      if (first?.kind === "admitted") first.end({ unchanged: false });
      expect(call(read).admitted).toBe(1);
    });
  });
});

describe("toLimitOptions", () => {
  it.each([
    [true, githubLimits],
    [false, noLimits],
    [{}, githubLimits],
    [{ primary: null }, { ...githubLimits, primary: null }],
    [
      { secondary: { concurrent: 5, contentPerHour: undefined } },
      { ...githubLimits, secondary: { ...githubLimits.secondary, concurrent: 5 } },
    ],
  ])("reads %j", (changes, expected) => {
    expect(toLimitOptions(changes)).toEqual(expected);
  });
});

describe("SlidingWindow", () => {
  it("holds what was used within its length, whatever the order of asking", () => {
    const step = fc.record({ wait: fc.nat({ max: 50 }), amount: fc.nat({ max: 9 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const window = new SlidingWindow(100);
        const uses: { readonly at: number; readonly amount: number }[] = [];
        let now = 0;
        for (const { wait, amount } of steps) {
          now += wait;
          window.use(now, amount);
          uses.push({ at: now, amount });
          const recent = uses.filter(({ at }) => at > now - 100);
          expect(window.used(now)).toBe(recent.reduce((sum, use) => sum + use.amount, 0));
        }
      }),
    );
  });
});
