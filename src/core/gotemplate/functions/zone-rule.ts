import { dateOf, daysInMonth, daysTo, isLeapYear } from "./calendar.ts";
import type { ZoneOffset } from "./zone.ts";

/** What clocks show by second since 1970, when it follows a rule. */
export type ZoneRule = (seconds: number) => ZoneOffset;

const NAME = "([A-Za-z]{3,}|<[-+A-Za-z0-9]+>)";
const TIME = "[-+]?\\d{1,3}(?::\\d{1,2}){0,2}";
const CHANGE = `(?:J\\d+|\\d+|M\\d+\\.\\d\\.\\d)(?:/${TIME})?`;
const RULE = new RegExp(`^${NAME}(${TIME})(?:${NAME}(${TIME})?(?:,(${CHANGE}),(${CHANGE}))?)?$`);

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 8536); `undefined` if the text is none. */
export function parseZoneRule(text: string): ZoneRule | undefined {
  const found = RULE.exec(text);
  if (found === null) return undefined;
  const [, name = "", west = "", summerName, summerWest, start, end] = found;
  const standard = { offset: -secondsOf(west), abbreviation: plain(name), isSummer: false };
  if (summerName === undefined) return () => standard;
  const offset = summerWest === undefined ? standard.offset + HOUR : -secondsOf(summerWest);
  const summer = { offset, abbreviation: plain(summerName), isSummer: true };
  return (seconds) => {
    const { year } = dateOf(Math.floor(seconds / DAY));
    const from = changeIn(year, start ?? "M3.2.0", standard);
    const to = changeIn(year, end ?? "M11.1.0", summer);
    const isSummer = from < to ? seconds >= from && seconds < to : seconds < to || seconds >= from;
    return isSummer ? summer : standard;
  };
}

function plain(name: string): string {
  return name.replace(/[<>]/g, "");
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.replace(/^[-+]/, "").split(":").map(Number);
  const size = hours * HOUR + minutes * 60 + seconds;
  return time.startsWith("-") ? -size : size;
}

/** The second in which clocks change, by the time that they show before. */
function changeIn(year: number, change: string, { offset }: ZoneOffset): number {
  const [day = "", time = "2"] = change.split("/");
  return dayIn(year, day) * DAY + secondsOf(time) - offset;
}

/** In days since 1970. */
function dayIn(year: number, day: string): number {
  const first = daysTo(year, 1, 1);
  if (/^\d/.test(day)) return first + Number(day);
  const [month = 1, week = 1, weekday = 0] = day.slice(1).split(".").map(Number);
  if (day.startsWith("M")) return weekdayIn(year, { month, week, weekday });
  // The 29th of February is never counted.
  const inYear = Number(day.slice(1));
  return first + inYear - (isLeapYear(year) && inYear >= 60 ? 0 : 1);
}

/** The first, second … of this weekday in a month; the fifth is the last one. */
function weekdayIn(
  year: number,
  { month, week, weekday }: Readonly<Record<"month" | "week" | "weekday", number>>,
): number {
  const first = daysTo(year, month, 1);
  const inMonth = ((weekday - dateOf(first).weekday + 7) % 7) + (week - 1) * 7;
  return first + (inMonth < daysInMonth(year, month) ? inMonth : inMonth - 7);
}
