import { dateOf, daysTo } from "./calendar.ts";
import type { CalendarDate } from "./calendar.ts";
import type { Zone, ZoneOffset } from "./zone.ts";

/** A point in time and the zone whose clocks show it. */
export type Instant = {
  /** Since the start of 1970 in UTC. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
};

/** What calendar and clock show. */
export type ClockReading = CalendarDate &
  Pick<ZoneOffset, "offset" | "abbreviation"> & {
    readonly hour: number;
    readonly minute: number;
    readonly second: number;
    readonly nanosecond: number;
  };

export const SECOND = 1_000_000_000n;
const DAY_SECONDS = 86_400n;

/** The start of year 1: the zero value of `time.Time`. */
export const ZERO_NANOSECONDS = -62_135_596_800n * SECOND;

/** Whole seconds since 1970, rounded down. */
export function unixSeconds({ nanoseconds }: Instant): bigint {
  return floorDivide(nanoseconds, SECOND);
}

export function readClock(instant: Instant): ClockReading {
  const utc = unixSeconds(instant);
  const { offset, abbreviation } = instant.zone.at(Number(utc));
  const seconds = wrapped(utc + BigInt(offset));
  const days = floorDivide(seconds, DAY_SECONDS);
  const inDay = Number(seconds - days * DAY_SECONDS);
  return {
    ...dateOf(Number(days)),
    hour: Math.floor(inDay / 3600),
    minute: Math.floor(inDay / 60) % 60,
    second: inDay % 60,
    nanosecond: Number(instant.nanoseconds - utc * SECOND),
    offset,
    abbreviation,
  };
}

/** Go counts seconds in 64 bits from this long before 1970; what lies earlier comes out far in the future. */
const ABSOLUTE_START = 9_223_372_028_715_321_600n;

function wrapped(seconds: bigint): bigint {
  return BigInt.asUintN(64, seconds + ABSOLUTE_START) - ABSOLUTE_START;
}

export type WallClock = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
};

/** The instant when the clocks of a zone show this. Of an hour that clocks skip or repeat, as Go picks it. */
export function instantOf(wall: WallClock, zone: Zone): Instant {
  const days = daysTo(wall.year, wall.month, wall.day);
  const seconds = days * Number(DAY_SECONDS) + wall.hour * 3600 + wall.minute * 60 + wall.second;
  return {
    nanoseconds: BigInt(seconds - offsetAtWall(seconds, zone)) * SECOND + BigInt(wall.nanosecond),
    zone,
  };
}

/** Nanoseconds from one instant to another, as a duration holds them: at most some 292 years. */
export function durationBetween(from: Instant, to: Instant): bigint {
  const difference = to.nanoseconds - from.nanoseconds;
  const limit = 2n ** 63n;
  if (difference >= limit) return limit - 1n;
  return difference < -limit ? -limit : difference;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The offset in force when the clocks of a zone show this. */
function offsetAtWall(localSeconds: number, zone: Zone): number {
  const guess = zone.at(localSeconds).offset;
  return guess === 0 ? 0 : zone.at(localSeconds - guess).offset;
}
