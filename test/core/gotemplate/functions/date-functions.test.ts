import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, callOn, textFrom } from "./call.ts";
import { zoneBytes } from "./zone-bytes.ts";
import { hostStub } from "../host.ts";
import { printValue } from "../../../../src/core/gotemplate/functions/printing.ts";
import { timeValue } from "../../../../src/core/gotemplate/functions/time-value.ts";
import { loadZone } from "../../../../src/core/gotemplate/functions/time-zone.ts";
import { UTC } from "../../../../src/core/gotemplate/functions/zone.ts";
import {
  GoError,
  Integer,
  Struct,
  type TemplateHost,
  type Value,
} from "../../../../src/core/gotemplate/value.ts";

const RFC_3339 = "2006-01-02T15:04:05.999999999Z07:00";

function at(iso: string, zone = "UTC"): Struct {
  const nanoseconds = BigInt(Date.parse(iso)) * 1_000_000n;
  return timeValue({ nanoseconds, zone: loadZone(zone) ?? UTC });
}

function methodOf(value: Value, name: string, ...args: readonly Value[]): Value {
  const method = value instanceof Struct ? value.methods.get(name) : undefined;
  if (method === undefined) throw new Error(`no method ${name}`);
  return method.call(args, hostStub());
}

function hostIn(zone: string): TemplateHost {
  return hostStub({ timeZone: () => zone });
}

/** A host that has a zone of its own, where it is always half past. */
function hostWithZone(zoneFile: TemplateHost["zoneFile"]): TemplateHost {
  return hostStub({ zoneFile });
}

describe("dateInZone of a machine that has zones", () => {
  const half = zoneBytes({
    offsets: [{ offset: 1800, abbreviation: "HALF" }],
    changes: [],
    rule: "HALF-0:30",
  });
  const shown = (host: TemplateHost, zone: string): Value =>
    callOn(host, "dateInZone", "15:04 MST", 0, zone);

  it("asks the machine before JavaScript", () => {
    const host = hostWithZone((name) => (name === "Europe/Paris" ? half : undefined));

    expect(shown(host, "Europe/Paris")).toBe("00:30 HALF");
    expect(shown(host, "Europe/Rome")).toBe("01:00 CET");
    expect(shown(host, "Nowhere")).toBe("00:00 UTC");
  });

  it("asks JavaScript where the machine's file can't be read", () => {
    const host = hostWithZone(() => Uint8Array.of(1, 2, 3));

    expect(shown(host, "Europe/Rome")).toBe("01:00 CET");
  });

  it("reads a file once", () => {
    let count = 0;
    const host = hostWithZone(() => {
      count += 1;
      return half;
    });

    shown(host, "Test/Half");
    shown(host, "Test/Half");

    expect(count).toBe(1);
  });
});

describe("IsDST", () => {
  it.each([
    ["2024-07-01T12:00:00Z", "Europe/Copenhagen", true],
    ["2024-01-01T12:00:00Z", "Europe/Copenhagen", false],
    ["2024-01-01T12:00:00Z", "Pacific/Auckland", true],
    ["2024-07-01T12:00:00Z", "Asia/Kolkata", false],
  ])("is, at %s in %s, %s", (iso, zone, expected) => {
    expect(methodOf(at(iso, zone), "IsDST")).toBe(expected);
  });
});

describe("now", () => {
  it("is the time of the host, in its zone", () => {
    const now = callOn(hostIn("Europe/Paris"), "now");

    expect(printValue(now)).toBe("2024-05-06 09:08:09 +0200 CEST");
  });

  it("has Go's methods", () => {
    const now = call("now");

    expect(methodOf(now, "Unix")).toEqual(new Integer("int64", 1_714_979_289n));
    expect(methodOf(now, "Month")).toEqual(new Integer("int", 5n, "time.Month"));
    expect(methodOf(now, "Weekday")).toEqual(new Integer("int", 1n, "time.Weekday"));
    expect(methodOf(now, "Format", "Jan 2")).toBe("May 6");
    expect(printValue(methodOf(now, "AddDate", 0, 1, 25))).toBe("2024-07-01 07:08:09 +0000 UTC");
    expect(printValue(methodOf(now, "Truncate", new Integer("int64", 3_600_000_000_000n)))).toBe(
      "2024-05-06 07:00:00 +0000 UTC",
    );
    expect(methodOf(now, "Sub", at("2024-05-06T07:00:00Z"))).toEqual(
      new Integer("int64", 489_000_000_000n, "time.Duration"),
    );
    expect(methodOf(now, "Before", at("2024-05-06T07:00:00Z"))).toBe(false);
  });
});

describe("date", () => {
  it.each([
    ["2006-01-02", "2024-03-05"],
    ["Mon, 02 Jan 2006 15:04:05 -0700", "Tue, 05 Mar 2024 16:07:08 +0000"],
    ["3:04PM pm _2 __2 002 06", "4:07PM pm  5  65 065 24"],
    ["15:04:05.000 .999 ,00", "16:07:08.009 .009 ,00"],
    ["January Janet Monday Month", "March Janet Tuesday Month"],
    ["_2006 Z07:00 MST", "_2024 Z UTC"],
  ])("writes the layout %j", (layout, text) => {
    expect(call("date", layout, at("2024-03-05T16:07:08.009Z"))).toBe(text);
  });

  it("takes numbers for seconds since 1970", () => {
    expect(call("date", "2006-01-02", 1_700_000_000)).toBe("2023-11-14");
    expect(call("date", "2006-01-02", new Integer("int64", 0n))).toBe("1970-01-01");
  });

  it("takes anything else for now", () => {
    expect(call("date", "2006-01-02", "2001-01-01")).toBe("2024-05-06");
    expect(call("htmlDate", null)).toBe("2024-05-06");
  });
});

describe("dateInZone", () => {
  it.each([
    ["Europe/Paris", "2024-07-01 14:00 CEST"],
    ["America/New_York", "2024-07-01 08:00 EDT"],
    ["Asia/Kolkata", "2024-07-01 17:30 IST"],
    ["America/Sao_Paulo", "2024-07-01 09:00 -03"],
    ["Etc/GMT+5", "2024-07-01 07:00 -05"],
    ["Asia/Kathmandu", "2024-07-01 17:45 +0545"],
    ["Nowhere/Town", "2024-07-01 12:00 UTC"],
    ["europe/paris", "2024-07-01 12:00 UTC"],
    ["+01:00", "2024-07-01 12:00 UTC"],
    ["", "2024-07-01 12:00 UTC"],
  ])("shows the clocks of %j", (zone, text) => {
    expect(call("dateInZone", "2006-01-02 15:04 MST", at("2024-07-01T12:00:00Z"), zone)).toBe(text);
  });

  it("knows the machine's own zone as Local", () => {
    const date = at("2024-01-01T12:00:00Z");

    expect(callOn(hostIn("Asia/Tokyo"), "dateInZone", "15:04 MST", date, "Local")).toBe(
      "21:00 JST",
    );
    expect(callOn(hostIn("Nowhere"), "htmlDateInZone", date, "Local")).toBe("2024-01-01");
  });
});

describe("toDate", () => {
  it("reads a date in the zone of the host", () => {
    const date = callOn(hostIn("Europe/Paris"), "toDate", "2006-01-02", "2024-07-01");

    expect(printValue(date)).toBe("2024-07-01 00:00:00 +0200 CEST");
  });

  it("gives the zero time for what it can't read", () => {
    expect(printValue(call("toDate", "2006-01-02", "tomorrow"))).toBe(
      "0001-01-01 00:00:00 +0000 UTC",
    );
  });

  it("reads an hour that clocks skip or repeat as Go does", () => {
    const read = (text: string): string =>
      printValue(callOn(hostIn("Europe/Paris"), "toDate", "2006-01-02 15:04", text));

    expect(read("2024-03-31 02:30")).toBe("2024-03-31 03:30:00 +0200 CEST");
    expect(read("2024-10-27 02:30")).toBe("2024-10-27 02:30:00 +0100 CET");
  });

  it("reads what date writes", () => {
    const seconds = fc.integer({ min: -60_000_000_000, max: 200_000_000_000 });
    fc.assert(
      fc.property(seconds, fc.nat(999_999_999), (whole, fraction) => {
        const nanoseconds = BigInt(whole) * 1_000_000_000n + BigInt(fraction);
        const date = timeValue({ nanoseconds, zone: UTC });
        const text = textFrom(call("date", RFC_3339, date));

        expect(printValue(call("mustToDate", RFC_3339, text))).toBe(printValue(date));
      }),
    );
  });
});

describe("mustToDate", () => {
  it.each([
    ["2006-01-02", "2024-02-30", 'parsing time "2024-02-30": day out of range'],
    ["2006-01-02", "2024-13-01", 'parsing time "2024-13-01": month out of range'],
    [
      "2006-01-02",
      "24-1-1",
      'parsing time "24-1-1" as "2006-01-02": cannot parse "24-1-1" as "2006"',
    ],
    ["2006-01-02", "2024-01-02x", 'parsing time "2024-01-02x": extra text: "x"'],
    ["15:04", "25:00", 'parsing time "25:00": hour out of range'],
    [
      "é 2006",
      "è 2024",
      String.raw`parsing time "\xc3\xa8 2024" as "\xc3\xa9 2006": cannot parse "\xa8 2024" as "\xc3\xa9 "`,
    ],
    ["002", "367", 'parsing time "367": day-of-year out of range'],
  ])("refuses by %j the text %j", (layout, text, message) => {
    expect(() => call("mustToDate", layout, text)).toThrow(new GoError(message));
  });
});

describe("dateModify", () => {
  it("moves a time by a duration", () => {
    const date = at("2024-01-01T00:00:00Z");

    expect(printValue(call("dateModify", "-1.5h", date))).toBe("2023-12-31 22:30:00 +0000 UTC");
    expect(printValue(call("dateModify", "soon", date))).toBe(printValue(date));
  });

  it("fails in its must variant", () => {
    const date = at("2024-01-01T00:00:00Z");

    expect(() => call("mustDateModify", "1d", date)).toThrow(
      new GoError('time: unknown unit "d" in duration "1d"'),
    );
  });
});

describe("ago, duration and durationRound", () => {
  it("tell durations", () => {
    expect(call("ago", at("2024-05-06T06:00:00Z"))).toBe("1h8m9s");
    expect(call("duration", "95")).toBe("1m35s");
    expect(call("duration", 95)).toBe("0s");
    expect(call("duration", new Integer("int64", 3661n))).toBe("1h1m1s");
    expect(call("durationRound", "25h")).toBe("1d");
    expect(call("durationRound", "24h")).toBe("24h");
    expect(call("durationRound", at("2022-05-06T07:08:09Z"))).toBe("2y");
  });
});
