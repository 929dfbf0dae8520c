import { GoError, Integer, Struct } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { durationBetween, floorDivide, instantOf, readClock } from "./instant.ts";
import { SECOND, unixSeconds, ZERO_NANOSECONDS } from "./instant.ts";
import type { ClockReading, Instant } from "./instant.ts";
import { int64 } from "./numbers.ts";
import { bytesValue, quoteText } from "./printing.ts";
import { typeOf } from "./reflection.ts";
import { INT, nullary, TEXT, trinary, unary } from "./table.ts";
import type { Param } from "./table.ts";
import { formatInstant, MONTHS, TIME_TEXT } from "./time-layout.ts";
import { hostZone } from "./time-zone.ts";
import { UTC } from "./zone.ts";
import type { Zone } from "./zone.ts";

const TIME_TYPE = "time.Time";
const RFC_3339 = "2006-01-02T15:04:05.999999999Z07:00";

/** A `time.Time` for templates, with the methods that they can use. */
export function timeValue(instant: Instant): Struct {
  return new Struct({
    name: TIME_TYPE,
    fields: fieldsOf(instant),
    methods: methodsOf(instant),
    text: () => formatInstant(instant, TIME_TEXT),
    goText: () => goSyntax(instant),
    inner: instant,
  });
}

/** The instant inside of a value; `undefined` if it is no time. */
export function timeOf(value: Value): Instant | undefined {
  if (!(value instanceof Struct) || value.name !== TIME_TYPE) return undefined;
  return isInstant(value.inner) ? value.inner : undefined;
}

/** In the form of RFC 3339. Throws {@link GoError} for years that it has no form for. */
export function jsonTime(instant: Instant): string {
  try {
    return rfc3339(instant, "MarshalJSON");
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const text = `json: error calling MarshalJSON for type ${TIME_TYPE}: ${error.message}`;
    throw new GoError(text, { cause: error });
  }
}

function rfc3339(instant: Instant, method: string): string {
  const text = formatInstant(instant, RFC_3339);
  if (/^\d{4}-/.test(text)) return text;
  throw new GoError(`Time.${method}: year outside of range [0,9999]`);
}

function isInstant(inner: unknown): inner is Instant {
  return typeof inner === "object" && inner !== null && "nanoseconds" in inner && "zone" in inner;
}

/** A parameter that is a time. */
export const TIME: Param<Instant> = {
  type: TIME_TYPE,
  read: (value) => {
    const instant = timeOf(value);
    if (instant !== undefined) return instant;
    throw new GoError(`wrong type for value; expected ${TIME_TYPE}; got ${typeOf(value)}`);
  },
};

const LOCATION_TYPE = "time.Location";

/** A parameter that is a time zone. */
const LOCATION: Param<Zone> = {
  type: `*${LOCATION_TYPE}`,
  read: (value) => {
    if (value instanceof Struct && isZone(value.inner)) return value.inner;
    throw new GoError("time: missing Location in call to Time.In");
  },
};

function isZone(inner: unknown): inner is Zone {
  return typeof inner === "object" && inner !== null && "offsets" in inner && "at" in inner;
}

/** Pointers to one zone are the same pointer. */
const locations = new WeakMap<Zone, Struct>();

function locationValue(zone: Zone): Struct {
  const known = locations.get(zone);
  if (known !== undefined) return known;
  const location = new Struct({
    name: LOCATION_TYPE,
    pointer: true,
    methods: [["String", nullary("string", () => zone.name)]],
    text: () => zone.name,
    inner: zone,
  });
  locations.set(zone, location);
  return location;
}

/** A parameter that is a duration, in nanoseconds. */
export const DURATION: Param<bigint> = {
  type: "time.Duration",
  read: (value) => (value instanceof Integer ? value.value : BigInt(INT.read(value))),
};

/** What templates can't reach, but some verbs of printf print: since year 1, and no zone for UTC. */
function fieldsOf(instant: Instant): readonly (readonly [string, Value])[] {
  const seconds = unixSeconds(instant);
  return [
    ["wall", new Integer("uint64", instant.nanoseconds - seconds * SECOND)],
    ["ext", int64(seconds - unixSeconds({ ...instant, nanoseconds: ZERO_NANOSECONDS }))],
    ["loc", instant.zone === UTC ? null : locationValue(instant.zone)],
  ];
}

function methodsOf(instant: Instant): readonly (readonly [string, GoFunction])[] {
  return [
    ...comparisons(instant),
    ...arithmetic(instant),
    ...readings(instant),
    ...encodings(instant),
    ...SEVERAL_RESULTS,
  ];
}

function comparisons(instant: Instant): readonly (readonly [string, GoFunction])[] {
  const compare = (other: Instant): bigint => instant.nanoseconds - other.nanoseconds;
  return [
    ["After", unary(TIME, "bool", (other) => compare(other) > 0n)],
    ["Before", unary(TIME, "bool", (other) => compare(other) < 0n)],
    ["Equal", unary(TIME, "bool", (other) => compare(other) === 0n)],
    [
      "Compare",
      unary(TIME, "int", (other) => Number(compare(other) > 0n) - Number(compare(other) < 0n)),
    ],
    ["IsZero", nullary("bool", () => instant.nanoseconds === ZERO_NANOSECONDS)],
    ["Sub", unary(TIME, "time.Duration", (other) => duration(durationBetween(other, instant)))],
  ];
}

function arithmetic(instant: Instant): readonly (readonly [string, GoFunction])[] {
  const moved = (nanoseconds: bigint): Struct =>
    timeValue({ ...instant, nanoseconds: instant.nanoseconds + nanoseconds });
  const inZone = (zone: Zone): Struct => timeValue({ ...instant, zone });
  return [
    ["Add", unary(DURATION, TIME_TYPE, moved)],
    [
      "AddDate",
      trinary(INT, INT, INT, TIME_TYPE, (years, months, days) =>
        timeValue(addDate(instant, years, months, days)),
      ),
    ],
    ["In", unary(LOCATION, TIME_TYPE, inZone)],
    ["Local", nullary(TIME_TYPE, (host) => inZone(hostZone(host)))],
    ["Round", unary(DURATION, TIME_TYPE, (unit) => moved(toMultiple(instant, unit, "nearest")))],
    ["Truncate", unary(DURATION, TIME_TYPE, (unit) => moved(toMultiple(instant, unit, "below")))],
    ["UTC", nullary(TIME_TYPE, () => inZone(UTC))],
  ];
}

function readings(instant: Instant): readonly (readonly [string, GoFunction])[] {
  const shown = (read: (clock: ClockReading) => Value, type = "int"): GoFunction =>
    nullary(type, () => read(readClock(instant)));
  const since1970 = (unit: bigint): GoFunction =>
    nullary("int64", () => int64(floorDivide(instant.nanoseconds, unit)));
  return [
    ["Day", shown(({ day }) => day)],
    ["Format", unary(TEXT, "string", (layout) => formatInstant(instant, layout))],
    ["Hour", shown(({ hour }) => hour)],
    ["IsDST", nullary("bool", () => instant.zone.at(Number(unixSeconds(instant))).isSummer)],
    ["Location", nullary(`*${LOCATION_TYPE}`, () => locationValue(instant.zone))],
    ["Minute", shown(({ minute }) => minute)],
    ["Month", shown(({ month }) => named("time.Month", month), "time.Month")],
    ["Nanosecond", shown(({ nanosecond }) => nanosecond)],
    ["Second", shown(({ second }) => second)],
    ["String", nullary("string", () => formatInstant(instant, TIME_TEXT))],
    ["Unix", nullary("int64", () => int64(unixSeconds(instant)))],
    ["UnixMicro", since1970(1000n)],
    ["UnixMilli", since1970(1_000_000n)],
    ["UnixNano", since1970(1n)],
    ["Weekday", shown(({ weekday }) => named("time.Weekday", weekday), "time.Weekday")],
    ["Year", shown(({ year }) => year)],
    ["YearDay", shown(({ yearDay }) => yearDay)],
  ];
}

function encodings(instant: Instant): readonly (readonly [string, GoFunction])[] {
  return [
    ["GoString", nullary("string", () => goSyntax(instant))],
    ["MarshalJSON", nullary("[]uint8", () => bytesValue(`"${rfc3339(instant, "MarshalJSON")}"`))],
    ["MarshalText", nullary("[]uint8", () => bytesValue(rfc3339(instant, "MarshalText")))],
  ];
}

/** Methods that templates can't call, because Go gives back more than a value and an error. */
const SEVERAL_RESULTS: readonly (readonly [string, GoFunction])[] = [
  ["Clock", unusable("function Clock has 3 return values; should be 1 or 2")],
  ["Date", unusable("function Date has 3 return values; should be 1 or 2")],
  ["ISOWeek", unusable(secondResult("ISOWeek", "int"))],
  ["Zone", unusable(secondResult("Zone", "int"))],
  ["ZoneBounds", unusable(secondResult("ZoneBounds", TIME_TYPE))],
];

function secondResult(name: string, type: string): string {
  return `invalid function signature for ${name}: second return value should be error; is ${type}`;
}

function unusable(misfit: string): GoFunction {
  return { ...nullary("int", () => null), misfit };
}

/** A call that gives this time, as Go source has it. */
function goSyntax(instant: Instant): string {
  const { year, month, day, hour, minute, second, nanosecond } = readClock(instant);
  const { zone } = instant;
  const clock = [hour, minute, second, nanosecond].join(", ");
  return `time.Date(${year}, time.${MONTHS[month - 1] ?? ""}, ${day}, ${clock}, ${zoneSyntax(zone)})`;
}

function zoneSyntax(zone: Zone): string {
  if (zone === UTC) return "time.UTC";
  return zone.isLocal === true ? "time.Local" : `time.Location(${quoteText(zone.name)})`;
}

function named(type: string, value: number): Integer {
  return new Integer("int", BigInt(value), type);
}

function duration(nanoseconds: bigint): Integer {
  return new Integer("int64", nanoseconds, "time.Duration");
}

function addDate(instant: Instant, years: number, months: number, days: number): Instant {
  const clock = readClock(instant);
  return instantOf(
    { ...clock, year: clock.year + years, month: clock.month + months, day: clock.day + days },
    instant.zone,
  );
}

/** What to add to reach a multiple of `unit` since the start of year 1. */
function toMultiple(instant: Instant, unit: bigint, which: "nearest" | "below"): bigint {
  if (unit <= 0n) return 0n;
  const sinceStart = instant.nanoseconds - ZERO_NANOSECONDS;
  const rest = sinceStart - floorDivide(sinceStart, unit) * unit;
  return which === "below" || 2n * rest < unit ? -rest : unit - rest;
}
