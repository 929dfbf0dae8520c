import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  type ReleaseIndexEntry,
  formatReleaseIndex,
  objectMark,
  parseReleaseIndex,
} from "../../../src/core/config-repo/release-index.ts";
import { aCommit, anId, minutesAfterNoon } from "../../support/builders.ts";

function anEntry(service: string, wish: Partial<ReleaseIndexEntry> = {}): ReleaseIndexEntry {
  const commit = aCommit(service);
  return {
    service,
    namespace: "payments-team",
    artifact: anId("master", commit),
    digest: "d".repeat(64),
    branch: "master",
    commit,
    repository: `acme/repository-of-${service}`,
    releasedAt: minutesAfterNoon(1),
    releasedBy: "a-developer",
    intent: "AutoRelease",
    personAt: minutesAfterNoon(0),
    objects: ["a", "b", "c", "d", "e", "f", "g", "h"]
      .map((one) => objectMark(service + one))
      .join(" "),
    ...wish,
  };
}

function indexOf(entries: readonly ReleaseIndexEntry[]): ReadonlyMap<string, ReleaseIndexEntry> {
  return new Map(entries.map((entry) => [entry.service, entry]));
}

describe("formatReleaseIndex", () => {
  it("gives back the index", () => {
    const entries = fc.uniqueArray(
      fc.record({
        service: fc.stringMatching(/^[a-z]{1,5}$/),
        releasedBy: fc.string(),
        personAt: fc.constantFrom("", minutesAfterNoon(1), minutesAfterNoon(0)),
        objects: fc.constantFrom("", "abcdefgh"),
      }),
      { selector: (one) => one.service },
    );

    fc.assert(
      fc.property(entries, (some) => {
        const index = indexOf(some.map((one) => anEntry(one.service, one)));

        expect(parseReleaseIndex(formatReleaseIndex(index))).toEqual(index);
      }),
    );
  });

  it("has one line a service, whatever the order", () => {
    const text = formatReleaseIndex(indexOf([anEntry("b"), anEntry("a")]));

    expect(text).toBe(formatReleaseIndex(indexOf([anEntry("a"), anEntry("b")])));
    expect(text.split("\n").map((line) => line.slice(0, 14))).toEqual([
      "[",
      `{"service":"a"`,
      `{"service":"b"`,
      "]",
      "",
    ]);
  });

  it("stays below what GitHub gives of a blob for 1,000 services", () => {
    const entries = Array.from({ length: 1000 }, (_, i) => anEntry(`service-${1000 + i}`));

    expect(Buffer.byteLength(formatReleaseIndex(indexOf(entries)))).toBeLessThan(512_000);
  });
});

describe("parseReleaseIndex", () => {
  it("takes a missing file for an empty index", () => {
    expect(parseReleaseIndex(undefined)).toEqual(new Map());
    expect(parseReleaseIndex("[]\n")).toEqual(new Map());
  });

  it.each(["", "{}", "[", `[{"service": "a"}]`, "null"])("can't read %j", (text) => {
    expect(parseReleaseIndex(text)).toBeUndefined();
  });
});

describe("objectMark", () => {
  it("tells 20,000 objects apart without a blank", () => {
    const marks = Array.from({ length: 20_000 }, (_, i) =>
      objectMark(`apps/Deployment/shop/a${i}`),
    );

    expect(new Set(marks).size).toBe(20_000);
    expect(marks.every((mark) => /^[\w-]{8}$/.test(mark))).toBe(true);
  });
});
