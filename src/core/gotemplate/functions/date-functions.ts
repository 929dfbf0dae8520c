import { GoError, Integer } from "../value.ts";
import type { GoFunction, Struct, TemplateHost, Value } from "../value.ts";
import { durationText } from "../../yaml/go-time-text.ts";
import { parseDuration, roundDuration } from "./duration.ts";
import { durationBetween, SECOND, unixSeconds, ZERO_NANOSECONDS } from "./instant.ts";
import type { Instant } from "./instant.ts";
import { parseOrLimit } from "./numbers.ts";
import { ANYTHING, binary, nullary, TEXT, trinary, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";
import { formatInstant } from "./time-layout.ts";
import { parseTime } from "./time-parse.ts";
import { TIME, timeOf, timeValue } from "./time-value.ts";
import { hostZone, zoneNamed } from "./time-zone.ts";
import { UTC } from "./zone.ts";

const HTML_DATE = "2006-01-02";
const MILLISECOND = 1_000_000n;

/** Times and durations. What is no time where one is expected counts as now. */
export const dateFunctions: FunctionTable = {
  now: nullary("time.Time", (host) => timeValue(now(host))),
  ago: unary(ANYTHING, "string", ago),
  date: binary(TEXT, ANYTHING, "string", (layout, date, host) =>
    formatInZone(layout, date, "Local", host),
  ),
  dateInZone: dateInZone(),
  date_in_zone: dateInZone(),
  htmlDate: unary(ANYTHING, "string", (date, host) => formatInZone(HTML_DATE, date, "Local", host)),
  htmlDateInZone: binary(ANYTHING, TEXT, "string", (date, zone, host) =>
    formatInZone(HTML_DATE, date, zone, host),
  ),
  dateModify: binary(TEXT, TIME, "time.Time", (text, date) =>
    orElse(timeValue(date), () => moved(text, date)),
  ),
  date_modify: binary(TEXT, TIME, "time.Time", (text, date) =>
    orElse(timeValue(date), () => moved(text, date)),
  ),
  mustDateModify: binary(TEXT, TIME, "time.Time", moved),
  must_date_modify: binary(TEXT, TIME, "time.Time", moved),
  toDate: binary(TEXT, TEXT, "time.Time", (layout, text, host) =>
    orElse(zeroTime(), () => timeValue(parseTime(layout, text, hostZone(host)))),
  ),
  mustToDate: binary(TEXT, TEXT, "time.Time", (layout, text, host) =>
    timeValue(parseTime(layout, text, hostZone(host))),
  ),
  unixEpoch: unary(TIME, "string", (date) => String(unixSeconds(date))),
  duration: unary(ANYTHING, "string", (seconds) =>
    durationText(wrapped(secondsOf(seconds) * SECOND)),
  ),
  durationRound: unary(ANYTHING, "string", (value, host) => roughText(durationOf(value, host))),
};

function dateInZone(): GoFunction {
  return trinary(TEXT, ANYTHING, TEXT, "string", formatInZone);
}

function formatInZone(layout: string, date: Value, zone: string, host: TemplateHost): string {
  const { nanoseconds } = instantFrom(date, host);
  return formatInstant({ nanoseconds, zone: zoneNamed(zone, host) }, layout);
}

/** Numbers are seconds since 1970. */
function instantFrom(date: Value, host: TemplateHost): Instant {
  const instant = timeOf(date);
  if (instant !== undefined) return instant;
  const seconds = wholeSeconds(date);
  return seconds === undefined
    ? now(host)
    : { nanoseconds: seconds * SECOND, zone: hostZone(host) };
}

function wholeSeconds(value: Value): bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  if (!(value instanceof Integer)) return undefined;
  return value.type === "int64" || value.type === "int32" ? value.value : undefined;
}

function now(host: TemplateHost): Instant {
  return { nanoseconds: BigInt(host.now().getTime()) * MILLISECOND, zone: hostZone(host) };
}

function ago(date: Value, host: TemplateHost): string {
  const isInt32 = date instanceof Integer && date.type === "int32";
  const since = isInt32 ? now(host) : instantFrom(date, host);
  return durationText(roundDuration(durationBetween(since, now(host)), SECOND));
}

/** Throws {@link GoError} for what is no duration. */
function moved(text: string, instant: Instant): Struct {
  return timeValue({ ...instant, nanoseconds: instant.nanoseconds + parseDuration(text) });
}

function zeroTime(): Struct {
  return timeValue({ nanoseconds: ZERO_NANOSECONDS, zone: UTC });
}

/** Texts and int64; plain ints count as 0, as in sprig. */
function secondsOf(value: Value): bigint {
  if (typeof value === "string") return parseOrLimit(value);
  return value instanceof Integer && value.type === "int64" ? value.value : 0n;
}

function wrapped(nanoseconds: bigint): bigint {
  return BigInt.asIntN(64, nanoseconds);
}

function durationOf(value: Value, host: TemplateHost): bigint {
  if (typeof value === "string") return orElse(0n, () => parseDuration(value));
  const instant = timeOf(value);
  if (instant !== undefined) return durationBetween(instant, now(host));
  return value instanceof Integer && value.type === "int64" ? value.value : 0n;
}

const ROUGH_UNITS: readonly (readonly [string, bigint])[] = [
  ["y", 365n * 24n * 3600n * SECOND],
  ["mo", 30n * 24n * 3600n * SECOND],
  ["d", 24n * 3600n * SECOND],
  ["h", 3600n * SECOND],
  ["m", 60n * SECOND],
  ["s", SECOND],
];

/** The largest unit that it is more than one of, without its sign. */
function roughText(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const [name, unit] = ROUGH_UNITS.find(([, length]) => size > length) ?? ["s", size + 1n];
  return `${size / unit}${name}`;
}

function orElse<T>(fallback: T, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof GoError) return fallback;
    throw error;
  }
}
