import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { oneLine } from "../../../src/core/refusal.ts";
import { isExpired, requestIds } from "../../../src/core/release/request.ts";
import { branches, nastyTexts } from "../../support/arbitraries.ts";
import { NOON, aCommit, anId, minutesAfterNoon } from "../../support/builders.ts";

describe("requestIds", () => {
  it("name every way of asking", () => {
    expect([
      requestIds.comment(5, 2),
      requestIds.label(6),
      requestIds.run(7, 1),
      requestIds.push(8, "refs/heads/a/b", "c0ffee"),
      requestIds.auto("shop", anId(), "dev"),
      requestIds.check(9, "retry"),
      requestIds.api("key"),
    ]).toEqual([
      "comment/5/2",
      "label/6",
      "run/7/1",
      "push/8/refs/heads/a/b/c0ffee",
      `auto/shop/${anId()}/dev`,
      "check/9/retry",
      "api/key",
    ]);
  });

  it("come back whole from a trailer, however long or nasty", () => {
    fc.assert(
      fc.property(fc.oneof(nastyTexts, branches), (text) => {
        const ids = [
          requestIds.api(text),
          requestIds.push(1, text, aCommit()),
          requestIds.check(1, text),
        ];

        for (const id of ids) {
          expect(id.length).toBeLessThanOrEqual(200);
          expect(oneLine(id)).toBe(id);
        }
      }),
    );
  });

  it("stay different when they are too long", () => {
    const long = "b".repeat(178);

    expect(requestIds.auto("shop", anId(long, aCommit("1")), "dev")).not.toBe(
      requestIds.auto("shop", anId(long, aCommit("2")), "dev"),
    );
  });
});

describe("isExpired", () => {
  it.each([
    [0, false],
    [24 * 60, false],
    [24 * 60 + 1, true],
    [-5, false],
  ])("says of a request %i minutes ago: %s", (minutes, expired) => {
    expect(isExpired(minutesAfterNoon(-minutes), NOON)).toBe(expired);
  });

  it("takes a moment that can't be read for long ago", () => {
    expect(isExpired("soon", NOON)).toBe(true);
  });
});
