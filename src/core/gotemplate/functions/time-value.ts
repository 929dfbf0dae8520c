import { GoError, Integer, Struct } from "../value.ts";
import type { GoFunction, TemplateHost, Value } from "../value.ts";
import { durationBetween, floorDivide, instantOf, readClock } from "./instant.ts";
import { unixSeconds, ZERO_NANOSECONDS } from "./instant.ts";
import type { ClockReading, Instant } from "./instant.ts";
import { int64 } from "./numbers.ts";
import { typeOf } from "./reflection.ts";
import { INT, nullary, TEXT, trinary, unary } from "./table.ts";
import type { Param } from "./table.ts";
import { formatInstant, TIME_TEXT } from "./time-layout.ts";
import { localZone, UTC } from "./time-zone.ts";
import type { Zone } from "./time-zone.ts";

const TIME_TYPE = "time.Time";
const JSON_LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";

/** A `time.Time` for templates, with the methods that they can use. */
export function timeValue(instant: Instant): Struct {
  return new Struct({
    name: TIME_TYPE,
    methods: methodsOf(instant),
    text: () => formatInstant(instant, TIME_TEXT),
    inner: instant,
  });
}

/** The zone of the machine that a template is rendered on. */
export function hostZone(host: TemplateHost): Zone {
  return localZone(host.timeZone());
}

/** The instant inside of a value; `undefined` if it is no time. */
export function timeOf(value: Value): Instant | undefined {
  if (!(value instanceof Struct) || value.name !== TIME_TYPE) return undefined;
  return isInstant(value.inner) ? value.inner : undefined;
}

/** In the form of RFC 3339. Throws {@link GoError} for years that it has no form for. */
export function jsonTime(instant: Instant): string {
  const text = formatInstant(instant, JSON_LAYOUT);
  if (/^\d{4}-/.test(text)) return text;
  const reason = "Time.MarshalJSON: year outside of range [0,9999]";
  throw new GoError(`json: error calling MarshalJSON for type ${TIME_TYPE}: ${reason}`);
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

/** A parameter that is a duration, in nanoseconds. */
export const DURATION: Param<bigint> = {
  type: "time.Duration",
  read: (value) => (value instanceof Integer ? value.value : BigInt(INT.read(value))),
};

function methodsOf(instant: Instant): readonly (readonly [string, GoFunction])[] {
  return [...comparisons(instant), ...arithmetic(instant), ...readings(instant)];
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
