import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { evaluateLocks, parseLockFile } from "../../../src/core/lock/lock.ts";
import { NOON, minutesAfterNoon } from "../../support/builders.ts";

const hold = { owner: "maintainer", reason: "black friday" };
const later = minutesAfterNoon(1);
const earlier = minutesAfterNoon(-1);

describe("parseLockFile", () => {
  it.each([undefined, "", " \n", "{}"])("takes %j for no lock", (text) => {
    expect(parseLockFile(text)).toEqual({ kind: "valid", value: {} });
  });

  it("reads lock and pin", () => {
    const file = { lock: hold, pin: { ...hold, expires: later } };

    expect(parseLockFile(JSON.stringify(file))).toEqual({ kind: "valid", value: file });
  });

  it.each<[string, string, string]>([
    ["an unknown key", `{"lok": {}}`, "lok: unknown key"],
    ["no owner", `{"lock": {"reason": "a"}}`, "lock.owner: missing"],
    [
      "an expiry that is no moment",
      `{"pin": {"owner": "a", "reason": "b", "expires": "soon"}}`,
      "pin.expires: expected an RFC 3339 timestamp",
    ],
    ["no JSON", "{", ": not JSON"],
  ])("refuses %s", (_, text, problem) => {
    const parsed = parseLockFile(text);

    expect(
      parsed.kind === "invalid" && `${parsed.problems[0]?.path}: ${parsed.problems[0]?.message}`,
    ).toContain(problem);
  });
});

describe("evaluateLocks", () => {
  const person = { automatic: false, now: NOON };
  const automatic = { automatic: true, now: NOON };

  it.each([
    ["nothing holds", {}, automatic, "accepted"],
    ["a lock holds a person", { lock: hold }, person, "locked"],
    ["a lock holds an automatic release", { lock: hold }, automatic, "locked"],
    ["a pin holds an automatic release", { pin: hold }, automatic, "pinned"],
    ["a pin lets a person", { pin: hold }, person, "accepted"],
    [
      "a lock is in force until it expires",
      { lock: { ...hold, expires: later } },
      person,
      "locked",
    ],
    ["a lock is over when it expires", { lock: { ...hold, expires: NOON } }, person, "accepted"],
    [
      "a lock is over after it expired",
      { lock: { ...hold, expires: earlier } },
      person,
      "accepted",
    ],
    [
      "a pin is over after it expired",
      { pin: { ...hold, expires: earlier } },
      automatic,
      "accepted",
    ],
    [
      "an expiry is an instant in any zone",
      { lock: { ...hold, expires: "2026-03-02T13:30:00+02:00" } },
      person,
      "accepted",
    ],
    [
      "a day that doesn't exist never comes",
      { lock: { ...hold, expires: "2026-13-45T00:00:00Z" } },
      person,
      "locked",
    ],
    [
      "an expired lock leaves the pin",
      { lock: { ...hold, expires: earlier }, pin: hold },
      automatic,
      "pinned",
    ],
  ])("decides that %s", (_, file, release, expected) => {
    const verdict = evaluateLocks([{ scope: "dev", file }], release);

    expect(verdict.kind === "refused" ? verdict.reason : verdict.kind).toBe(expected);
  });

  it("asks every scope", () => {
    const scopes = [
      { scope: "prod", file: {} },
      { scope: "shop in prod", file: { lock: hold } },
    ];

    expect(evaluateLocks(scopes, person)).toMatchObject({
      reason: "locked",
      sentence: "shop in prod is locked by @maintainer: 'black friday'",
      advice: "ask @maintainer",
    });
  });

  it("says until when, in one line whatever was written", () => {
    const lock = { owner: "mallory\n@everyone", reason: "a\nb", expires: later };

    expect(evaluateLocks([{ scope: "dev", file: { lock } }], person)).toMatchObject({
      sentence: `dev is locked by @mallory @everyone until ${later}: 'a b'`,
    });
  });

  it("never gives a permission by another lock", () => {
    const instants = fc.option(fc.integer({ min: -5, max: 5 }).map(minutesAfterNoon), {
      nil: undefined,
    });
    const holds = fc.option(
      fc.record({ owner: fc.string(), reason: fc.string(), expires: instants }),
      { nil: undefined },
    );
    const files = fc.record({ lock: holds, pin: holds });

    fc.assert(
      fc.property(files, files, fc.boolean(), (one, other, isAutomatic) => {
        const release = { automatic: isAutomatic, now: NOON };
        const before = evaluateLocks([{ scope: "a", file: one }], release);
        const after = evaluateLocks(
          [
            { scope: "a", file: one },
            { scope: "b", file: other },
          ],
          release,
        );

        expect(before.kind === "refused" && after.kind === "accepted").toBe(false);
      }),
    );
  });
});
