import { readClock } from "./instant.ts";
import type { ClockReading, Instant } from "./instant.ts";

/** A part of a layout: text that stands for itself, or an element of the reference time. */
export type LayoutPart = { readonly kind: "literal" | "element"; readonly text: string };

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const WEEKDAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** What `String()` of a time prints. */
export const TIME_TEXT = "2006-01-02 15:04:05.999999999 -0700 MST";

/** Names of months and days count as elements only if no small letter follows. */
const ELEMENT = new RegExp(
  [
    "January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST",
    "002|0[1-6]|15|1|__2|_2(?!006)|2006|2|3|4|5|PM|pm",
    "[-Z]07:00:00|[-Z]070000|[-Z]07:00|[-Z]0700|[-Z]07",
    "[.,](?:0+|9+)(?![0-9])",
  ].join("|"),
  "g",
);

/** Cuts a layout, for example `2006-01-02 15:04`, into its parts. */
export function splitLayout(layout: string): readonly LayoutPart[] {
  const parts: LayoutPart[] = [];
  let end = 0;
  const addLiteral = (text: string): void => {
    if (text !== "") parts.push({ kind: "literal", text });
  };
  for (const { 0: text, index } of layout.matchAll(ELEMENT)) {
    addLiteral(layout.slice(end, index));
    parts.push({ kind: "element", text });
    end = index + text.length;
  }
  addLiteral(layout.slice(end));
  return parts;
}

/** An instant as Go's `Format` writes it. */
export function formatInstant(instant: Instant, layout: string): string {
  const clock = readClock(instant);
  return splitLayout(layout)
    .map(({ kind, text }) => (kind === "literal" ? text : formatElement(text, clock)))
    .join("");
}

function formatElement(element: string, clock: ClockReading): string {
  const first = element.charAt(0);
  if (first === "-" || first === "Z") return formatOffset(element, clock.offset);
  if (first === "." || first === ",") return formatFraction(element, clock.nanosecond);
  return formatters[element]?.(clock) ?? element;
}

const formatters: Readonly<Record<string, (clock: ClockReading) => string>> = {
  January: ({ month }) => MONTHS[month - 1] ?? "",
  Jan: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
  Monday: ({ weekday }) => WEEKDAYS[weekday] ?? "",
  Mon: ({ weekday }) => (WEEKDAYS[weekday] ?? "").slice(0, 3),
  MST: ({ abbreviation, offset }) => abbreviation || unnamedZone(offset),
  "2006": ({ year }) => zeros(year, 4),
  "06": ({ year }) => zeros(Math.max(year, 0) % 100, 2),
  "01": ({ month }) => zeros(month, 2),
  "1": ({ month }) => String(month),
  "02": ({ day }) => zeros(day, 2),
  _2: ({ day }) => String(day).padStart(2),
  "2": ({ day }) => String(day),
  "002": ({ yearDay }) => zeros(yearDay, 3),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  "15": ({ hour }) => zeros(hour, 2),
  "03": ({ hour }) => zeros(hour % 12 || 12, 2),
  "3": ({ hour }) => String(hour % 12 || 12),
  "04": ({ minute }) => zeros(minute, 2),
  "4": ({ minute }) => String(minute),
  "05": ({ second }) => zeros(second, 2),
  "5": ({ second }) => String(second),
  PM: ({ hour }) => (hour >= 12 ? "PM" : "AM"),
  pm: ({ hour }) => (hour >= 12 ? "pm" : "am"),
};

function zeros(value: number, width: number): string {
  return (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(width, "0");
}

/** A zone without a name is written by its offset. */
function unnamedZone(offset: number): string {
  return formatOffset("-0700", offset);
}

function formatOffset(element: string, offset: number): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  // The sign is that of the offset in minutes, as in Go; seconds alone keep theirs.
  const sign = Math.trunc(offset / 60) < 0 ? "-" : "+";
  const size = sign === "-" ? -offset : offset;
  const separator = element.includes(":") ? ":" : "";
  const digits = element.replace(/[^0-9]/g, "").length;
  const numbers = [Math.trunc(size / 3600), Math.trunc(size / 60) % 60, size % 60];
  return (
    sign +
    numbers
      .slice(0, digits / 2)
      .map((number) => zeros(number, 2))
      .join(separator)
  );
}

/** Zeros keep their number of digits; nines drop trailing zeros, and the point if nothing is left. */
function formatFraction(element: string, nanosecond: number): string {
  const digits = zeros(nanosecond, 9).slice(0, element.length - 1);
  if (element.charAt(1) === "0") return element.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, "");
  return trimmed === "" ? "" : element.charAt(0) + trimmed;
}
