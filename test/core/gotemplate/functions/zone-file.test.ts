import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { zoneBytes } from "./zone-bytes.ts";
import { parseZoneFile } from "../../../../src/core/gotemplate/functions/zone-file.ts";
import { parseZoneRule } from "../../../../src/core/gotemplate/functions/zone-rule.ts";
import { loadZone } from "../../../../src/core/gotemplate/functions/time-zone.ts";

const MEAN = { offset: 3020, abbreviation: "LMT" };
const WINTER = { offset: 3600, abbreviation: "CET" };
const SUMMER = { offset: 7200, abbreviation: "CEST", isSummer: true };

const COPENHAGEN = zoneBytes({
  offsets: [MEAN, WINTER, SUMMER],
  changes: [
    [-2_524_524_620, 1],
    [323_830_800, 2],
    [338_950_800, 1],
  ],
  rule: "CET-1CEST,M3.5.0,M10.5.0/3",
});

function abbreviationAt(data: Uint8Array, iso: string): string | undefined {
  return parseZoneFile("Test/Zone", data)?.at(Date.parse(iso) / 1000).abbreviation;
}

describe("parseZoneFile", () => {
  it("knows what clocks showed between changes, before the first one and by the rule after the last", () => {
    const shown = ["1850-01-01", "1950-01-01", "1980-07-01", "1980-12-01", "2024-07-01"].map(
      (date) => abbreviationAt(COPENHAGEN, `${date}T00:00:00Z`),
    );

    expect(shown).toEqual(["LMT", "CET", "CEST", "CET", "CEST"]);
  });

  it("takes the standard time that is known for what lies before a first change to summer time", () => {
    const data = zoneBytes({ offsets: [SUMMER, WINTER], changes: [[0, 0]], rule: "" });

    expect(abbreviationAt(data, "1960-01-01T00:00:00Z")).toBe("CET");
  });

  it("reads a zone that never changed", () => {
    const data = zoneBytes({
      offsets: [{ offset: -18_000, abbreviation: "EST" }],
      changes: [],
      rule: "EST5",
    });

    expect(parseZoneFile("EST", data)?.at(0)).toEqual({
      offset: -18_000,
      abbreviation: "EST",
      isSummer: false,
    });
  });

  it("reads any bytes without a fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(COPENHAGEN.length), (bytes, at) => {
        const damaged = Uint8Array.from(COPENHAGEN);
        damaged.set(bytes.subarray(0, damaged.length - at), at);

        expect(() => parseZoneFile("Test/Zone", damaged)?.at(0)).not.toThrow();
        expect(() => parseZoneFile("Test/Zone", bytes)?.at(0)).not.toThrow();
      }),
    );
  });
});

describe("parseZoneRule", () => {
  it.each([
    ["CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Paris"],
    ["NZST-12NZDT,M9.5.0,M4.1.0/3", "Pacific/Auckland"],
    ["EST5EDT,M3.2.0,M11.1.0", "America/New_York"],
    ["EST5EDT", "America/New_York"],
    ["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "America/Nuuk"],
    ["<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "Australia/Lord_Howe"],
    ["IST-2IDT,M3.4.4/26,M10.5.0", "Asia/Jerusalem"],
  ])("reads %s as the clocks of %s go", (rule, name) => {
    const seconds = fc.integer({ min: 1_710_000_000, max: 2_100_000_000 });
    const [ours, known] = [parseZoneRule(rule), loadZone(name)];

    fc.assert(fc.property(seconds, (second) => ours?.(second).offset === known?.at(second).offset));
  });

  it.each([
    ["AAA0BBB,J60/0,J300", "2024-03-01T00:00:00Z"],
    ["AAA0BBB,J60/0,J300", "2023-03-01T00:00:00Z"],
    ["AAA0BBB,59/0,300", "2024-02-29T00:00:00Z"],
    ["AAA0BBB,59/0,300", "2023-03-01T00:00:00Z"],
  ])("counts the days of %s to summer time from %s on", (rule, iso) => {
    const start = Date.parse(iso) / 1000;
    const shown = [start - 1, start].map((second) => parseZoneRule(rule)?.(second).abbreviation);

    expect(shown).toEqual(["AAA", "BBB"]);
  });

  it.each(["", "CET", "CET-1CEST,M3.5", "C-1", "CET-1CEST,M3.5.0"])("is none: %j", (text) => {
    expect(parseZoneRule(text)).toBeUndefined();
  });
});
