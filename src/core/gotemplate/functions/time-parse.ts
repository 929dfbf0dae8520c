import { GoError } from "../value.ts";
import { quoteBytes } from "./byte-quote.ts";
import { toBytes } from "./byte-string.ts";
import { dateOf, daysInMonth, daysTo, isLeapYear } from "./calendar.ts";
import { instantOf, SECOND, unixSeconds } from "./instant.ts";
import type { Instant, WallClock } from "./instant.ts";
import { emptyFields, readElement, readStrayFraction } from "./time-fields.ts";
import type { Reading, TimeFields } from "./time-fields.ts";
import { splitLayout } from "./time-layout.ts";
import type { LayoutPart } from "./time-layout.ts";
import { fixedZone, unnamedZone, UTC } from "./zone.ts";
import type { Zone } from "./zone.ts";

/**
 * `time.ParseInLocation`: a text in the form of a layout; without a zone in the text, clocks in `local`
 * showed it. Throws {@link GoError} with Go's sentence.
 */
export function parseTime(layout: string, text: string, local: Zone): Instant {
  const reader = new TimeReader(byteText(layout), byteText(text));
  const fields = reader.read();
  return toInstant(fields, reader.dateOf(fields), local);
}

/** One character a byte: Go reads and quotes bytes here. */
function byteText(text: string): string {
  return toBytes(text).toString("latin1");
}

class TimeReader {
  private readonly layout: string;
  private readonly text: string;
  private rest: string;

  constructor(layout: string, text: string) {
    this.layout = layout;
    this.text = text;
    this.rest = text;
  }

  read(): TimeFields {
    const fields = emptyFields();
    const parts = splitLayout(this.layout);
    for (const [index, part] of parts.entries()) {
      if (part.kind === "literal") this.skipLiteral(part.text);
      else this.readPart(part.text, nextElement(parts, index), fields);
    }
    if (this.rest !== "") this.fail(`: extra text: ${quoteBytes(this.rest)}`);
    return fields;
  }

  /** Month and day, from the day of the year if that was read. */
  dateOf({ year, month, day, yearDay }: TimeFields): { month: number; day: number } {
    if (yearDay === undefined) {
      const date = { month: month ?? 1, day: day ?? 1 };
      if (date.day < 1 || date.day > daysInMonth(year, date.month)) {
        this.fail(": day out of range");
      }
      return date;
    }
    if (yearDay < 1 || yearDay > (isLeapYear(year) ? 366 : 365)) {
      this.fail(": day-of-year out of range");
    }
    const date = dateOf(daysTo(year, 1, yearDay));
    if (month !== undefined && month !== date.month) {
      this.fail(": day-of-year does not match month");
    }
    if (day !== undefined && day !== date.day) this.fail(": day-of-year does not match day");
    return date;
  }

  /** Blanks in a layout match any number of blanks. */
  private skipLiteral(literal: string): void {
    let left = literal;
    while (left !== "") {
      if (left.startsWith(" ")) {
        if (this.rest !== "" && !this.rest.startsWith(" ")) this.misfit(literal);
        left = left.replace(/^ +/, "");
        this.rest = this.rest.replace(/^ +/, "");
        continue;
      }
      if (!this.rest.startsWith(left.charAt(0))) this.misfit(literal);
      left = left.slice(1);
      this.rest = this.rest.slice(1);
    }
  }

  private readPart(element: string, next: string, fields: TimeFields): void {
    const before = this.rest;
    let reading = readElement(element, this.rest, fields);
    const isSecond = element === "5" || element === "05";
    if (isSecond && reading !== undefined && "rest" in reading && !/^[.,]/.test(next)) {
      reading = readStrayFraction(reading.rest, fields);
    }
    this.rest = this.restOf(reading, element, before);
  }

  private restOf(reading: Reading | undefined, element: string, before: string): string {
    if (reading !== undefined && "rest" in reading) return reading.rest;
    if (reading !== undefined) return this.fail(`: ${reading.outOfRange} out of range`);
    this.rest = before;
    return this.misfit(element);
  }

  private misfit(expected: string): never {
    const found = `cannot parse ${quoteBytes(this.rest)} as ${quoteBytes(expected)}`;
    return this.fail(` as ${quoteBytes(this.layout)}: ${found}`);
  }

  private fail(message: string): never {
    throw new GoError(`parsing time ${quoteBytes(this.text)}${message}`);
  }
}

/** The next element behind a part, whatever text lies between; `""` if none follows. */
function nextElement(parts: readonly LayoutPart[], index: number): string {
  return parts.slice(index + 1).find(({ kind }) => kind === "element")?.text ?? "";
}

function toInstant(
  fields: TimeFields,
  date: { readonly month: number; readonly day: number },
  local: Zone,
): Instant {
  const wall: WallClock = { ...fields, ...date, hour: hourOf(fields) };
  if (fields.isUtc) return instantOf(wall, UTC);
  if (fields.offset !== undefined) return withOffset(wall, fields.offset, fields, local);
  if (fields.abbreviation !== "") return withAbbreviation(wall, fields.abbreviation, local);
  return instantOf(wall, local);
}

function hourOf({ hour, isMorning, isAfternoon }: TimeFields): number {
  if (isAfternoon && hour < 12) return hour + 12;
  return isMorning && hour === 12 ? 0 : hour;
}

/** The local zone if it had that offset then, else one made up. */
function withOffset(
  wall: WallClock,
  offset: number,
  { abbreviation }: TimeFields,
  local: Zone,
): Instant {
  const instant = shifted(instantOf(wall, UTC), offset);
  const there = local.at(Number(unixSeconds(instant)));
  const isLocal =
    there.offset === offset && (abbreviation === "" || there.abbreviation === abbreviation);
  if (isLocal) return { ...instant, zone: local };
  const zone = abbreviation === "" ? unnamedZone(offset) : fixedZone(abbreviation, offset);
  return { ...instant, zone };
}

/** An abbreviation that the local zone doesn't know has no offset, except for `GMT+3`. */
function withAbbreviation(wall: WallClock, abbreviation: string, local: Zone): Instant {
  const instant = instantOf(wall, UTC);
  const offsets = local.offsets
    .filter((known) => known.abbreviation === abbreviation)
    .map(({ offset }) => offset);
  const inForce = offsets.find((offset) => {
    const seconds = Number(unixSeconds(shifted(instant, offset)));
    return local.at(seconds).abbreviation === abbreviation;
  });
  const offset = inForce ?? offsets[0];
  if (offset !== undefined) return { ...shifted(instant, offset), zone: local };
  const hours = /^GMT([+-]\d+)$/.exec(abbreviation)?.[1] ?? "0";
  // As in Go, the made-up zone has the offset but the instant was taken in UTC.
  return { ...instant, zone: fixedZone(abbreviation, Number(hours) * 3600) };
}

function shifted(instant: Instant, offset: number): Instant {
  return { ...instant, nanoseconds: instant.nanoseconds - BigInt(offset) * SECOND };
}
