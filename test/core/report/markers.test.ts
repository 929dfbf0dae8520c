import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  type AnsweredRecord,
  MAX_RECORDS,
  formatRecord,
  formatReplyMarker,
  mergeRecords,
  parseRecords,
  parseReplyMarker,
} from "../../../src/core/report/markers.ts";
import { nastyTexts } from "../../support/arbitraries.ts";

/** Only what UTF-16 can carry through JSON: a lone surrogate comes back as it is escaped. */
const records: fc.Arbitrary<AnsweredRecord> = fc.record({
  request: nastyTexts,
  service: nastyTexts,
  environment: nastyTexts,
  asked: nastyTexts,
  by: nastyTexts,
  at: nastyTexts,
  outcome: fc.constantFrom("released", "nothing-to-do", "refused", "failed"),
  reason: fc.option(nastyTexts),
  sentence: nastyTexts,
  commit: fc.option(nastyTexts),
  ships: fc.array(nastyTexts, { maxLength: 3 }),
  shipsTotal: fc.nat(),
});

describe("hidden records", () => {
  it("come back as they were written, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 4 }), (all) => {
        const body = ["before", ...all.map(formatRecord), "after"].join("\n");

        expect(parseRecords(body)).toEqual(all);
      }),
    );
  });

  it("never end their HTML comment early, and stay on one line", () => {
    fc.assert(
      fc.property(records, (record) => {
        const line = formatRecord(record);

        expect(line.indexOf("-->")).toBe(line.length - 3);
        expect(line.slice(4, -3)).not.toMatch(/--|[<>\n\r]/);
      }),
    );
  });

  it("are read from any text without a throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRecords(`<!-- ham:answered {${text}} -->`)).toEqual([]);
        expect(parseReplyMarker(text)).toBeUndefined();
      }),
    );
  });

  it("keep one of each request and service, and the newest of many", () => {
    const record = (index: number, sentence: string): AnsweredRecord => ({
      request: `comment/${index}/0`,
      service: "shop",
      environment: "dev",
      asked: "/promote dev",
      by: "developer",
      at: "2026-03-02T12:00:00Z",
      outcome: "refused",
      reason: "locked",
      sentence,
      commit: null,
      ships: [],
      shipsTotal: 0,
    });
    const many = Array.from({ length: MAX_RECORDS + 5 }, (_, index) => record(index, "first"));

    const merged = mergeRecords(many, [record(10, "again"), record(999, "x".repeat(1000))]);

    expect(merged).toHaveLength(MAX_RECORDS);
    expect(merged.filter((one) => one.request === "comment/10/0")).toMatchObject([
      { sentence: "again" },
    ]);
    expect(merged.at(-1)?.sentence).toHaveLength(300);
  });

  it("keep a release as it was told first", () => {
    const [first] = fc.sample(records, 1);
    if (first === undefined) throw new Error("no sample");
    const told = { ...first, outcome: "released" as const, commit: "c", asked: "", ships: ["one"] };
    const earlier = mergeRecords([], [told]);

    expect(mergeRecords(earlier, [{ ...told, at: "later", ships: [] }])).toEqual(earlier);
    expect(mergeRecords(earlier, [{ ...told, commit: "other" }])).toMatchObject([
      { commit: "other" },
    ]);
  });
});

describe("reply markers", () => {
  it("come back as they were written", () => {
    fc.assert(
      fc.property(nastyTexts, (marker) => {
        expect(parseReplyMarker(`Hello\n\n${formatReplyMarker(marker)}\n`)).toBe(marker);
      }),
    );
  });
});
