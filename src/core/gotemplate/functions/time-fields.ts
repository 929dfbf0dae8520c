import { MONTHS, WEEKDAYS } from "./time-layout.ts";

/** What has been read of a time so far. */
export type TimeFields = {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isMorning: boolean;
  isAfternoon: boolean;
  isUtc: boolean;
  /** Seconds east of UTC. */
  offset: number | undefined;
  abbreviation: string;
};

/** What is left of a text behind an element, or which field has a value out of its range. */
export type Reading = { readonly rest: string } | { readonly outOfRange: string };

export function emptyFields(): TimeFields {
  return {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    isMorning: false,
    isAfternoon: false,
    isUtc: false,
    offset: undefined,
    abbreviation: "",
  };
}

/** Reads one element of a layout into the fields; `undefined` if the text doesn't begin with one. */
export function readElement(
  element: string,
  text: string,
  fields: TimeFields,
): Reading | undefined {
  const first = element.charAt(0);
  if (first === "Z" && text.startsWith("Z")) {
    fields.isUtc = true;
    return { rest: text.slice(1) };
  }
  if (first === "-" || first === "Z") return readOffset(element, text, fields);
  if (first === "." || first === ",") return readFraction(element, text, fields);
  return readers[element]?.(text, fields);
}

/** Reads a fraction of a second of any length, or nothing. */
export function readStrayFraction(text: string, fields: TimeFields): Reading | undefined {
  const found = /^[.,]\d+/.exec(text);
  return found === null ? { rest: text } : takeFraction(text, found[0].length, fields);
}

type Reader = (text: string, fields: TimeFields) => Reading | undefined;

const readers: Readonly<Record<string, Reader>> = {
  "2006": number(/^\d{4}/, (fields, year) => {
    fields.year = year;
  }),
  "06": number(/^(?:\d\d|[+-]\d)/, (fields, year) => {
    fields.year = year >= 69 ? year + 1900 : year + 2000;
  }),
  January: name(MONTHS, 9, setMonth),
  Jan: name(MONTHS, 3, setMonth),
  "01": number(/^\d\d/, setMonth, { field: "month", from: 1, to: 12 }),
  "1": number(/^\d\d?/, setMonth, { field: "month", from: 1, to: 12 }),
  Monday: name(WEEKDAYS, 9, ignore),
  Mon: name(WEEKDAYS, 3, ignore),
  "02": number(/^\d\d/, setDay),
  _2: number(/^ ?\d\d?/, setDay),
  "2": number(/^\d\d?/, setDay),
  "002": number(/^\d{3}/, setYearDay),
  __2: number(/^ {0,2}\d{1,3}/, setYearDay),
  "15": number(/^\d\d?/, setHour, { field: "hour", from: 0, to: 23 }),
  "03": number(/^\d\d/, setHour, { field: "hour", from: 0, to: 12 }),
  "3": number(/^\d\d?/, setHour, { field: "hour", from: 0, to: 12 }),
  "04": number(/^\d\d/, setMinute, { field: "minute", from: 0, to: 59 }),
  "4": number(/^\d\d?/, setMinute, { field: "minute", from: 0, to: 59 }),
  "05": number(/^\d\d/, setSecond, { field: "second", from: 0, to: 59 }),
  "5": number(/^\d\d?/, setSecond, { field: "second", from: 0, to: 59 }),
  PM: half("AM", "PM"),
  pm: half("am", "pm"),
  MST: readAbbreviation,
};

type Range = { readonly field: string; readonly from: number; readonly to: number };

function number(
  pattern: RegExp,
  put: (fields: TimeFields, value: number) => void,
  range?: Range,
): Reader {
  return (text, fields) => {
    const found = pattern.exec(text);
    if (found === null) return undefined;
    const value = Number(found[0]);
    if (range !== undefined && (value < range.from || value > range.to)) {
      return { outOfRange: range.field };
    }
    put(fields, value);
    return { rest: text.slice(found[0].length) };
  };
}

/** Names are read without regard to case. */
function name(
  names: readonly string[],
  length: number,
  put: (fields: TimeFields, value: number) => void,
): Reader {
  return (text, fields) => {
    const lower = text.slice(0, 9).toLowerCase();
    const index = names.findIndex((full) => lower.startsWith(full.slice(0, length).toLowerCase()));
    if (index < 0) return undefined;
    put(fields, index + 1);
    return { rest: text.slice(Math.min(length, names[index]?.length ?? 0)) };
  };
}

function setMonth(fields: TimeFields, value: number): void {
  fields.month = value;
}

function setDay(fields: TimeFields, value: number): void {
  fields.day = value;
}

function setYearDay(fields: TimeFields, value: number): void {
  fields.yearDay = value;
}

function setHour(fields: TimeFields, value: number): void {
  fields.hour = value;
}

function setMinute(fields: TimeFields, value: number): void {
  fields.minute = value;
}

function setSecond(fields: TimeFields, value: number): void {
  fields.second = value;
}

/** The day of the week has to be one, but need not be that of the date. */
function ignore(): void {
  // Nothing to keep.
}

function half(am: string, pm: string): Reader {
  return (text, fields) => {
    if (!text.startsWith(am) && !text.startsWith(pm)) return undefined;
    if (text.startsWith(am)) fields.isMorning = true;
    else fields.isAfternoon = true;
    return { rest: text.slice(2) };
  };
}

function readAbbreviation(text: string, fields: TimeFields): Reading | undefined {
  if (text.startsWith("UTC")) {
    fields.isUtc = true;
    return { rest: text.slice(3) };
  }
  const length = abbreviationLength(text);
  if (length === 0) return undefined;
  fields.abbreviation = text.slice(0, length);
  return { rest: text.slice(length) };
}

/** Three to five capitals, the longer ones ending in T; `GMT+3`; or digits with a sign. 0 if it is none. */
function abbreviationLength(text: string): number {
  if (text.length < 3) return 0;
  if (/^(?:ChST|MeST)/.test(text)) return 4;
  if (text.startsWith("GMT")) return 3 + signedHoursLength(text.slice(3));
  if (/^[+-]/.test(text)) return signedHoursLength(text);
  const capitals = /^[A-Z]{0,6}/.exec(text)?.[0] ?? "";
  if (capitals.length === 3) return 3;
  const isName = capitals.endsWith("T") || capitals === "WITA";
  return isName && (capitals.length === 4 || capitals.length === 5) ? capitals.length : 0;
}

function signedHoursLength(text: string): number {
  const digits = /^[+-](\d+)/.exec(text);
  return digits === null || Number(digits[1]) > 23 ? 0 : digits[0].length;
}

const OFFSET_PATTERNS: Readonly<Record<string, RegExp>> = {
  "07:00:00": /^(.)(..):(..):(..)/s,
  "070000": /^(.)(..)(..)(..)/s,
  "07:00": /^(.)(..):(..)/s,
  "0700": /^(.)(..)(..)/s,
  "07": /^(.)(..)/s,
};

function readOffset(element: string, text: string, fields: TimeFields): Reading | undefined {
  const found = OFFSET_PATTERNS[element.slice(1)]?.exec(text) ?? undefined;
  if (found === undefined) return undefined;
  const [all, sign, ...parts] = found;
  const wrong = parts.findIndex((part) => !/^\d\d$/.test(part));
  const numbers = (wrong < 0 ? parts : parts.slice(0, wrong)).map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = numbers;
  if (seconds > 60) return { outOfRange: "time zone offset second" };
  if (minutes > 60) return { outOfRange: "time zone offset minute" };
  if (hours > 24) return { outOfRange: "time zone offset hour" };
  if (wrong >= 0 || (sign !== "+" && sign !== "-")) return undefined;
  const size = (hours * 60 + minutes) * 60 + seconds;
  fields.offset = sign === "-" ? -size : size;
  return { rest: text.slice(all.length) };
}

/** Zeros in the layout want exactly as many digits; nines take any number, even none. */
function readFraction(element: string, text: string, fields: TimeFields): Reading | undefined {
  if (element.charAt(1) === "9") return readStrayFraction(text, fields);
  return text.length < element.length ? undefined : takeFraction(text, element.length, fields);
}

function takeFraction(text: string, length: number, fields: TimeFields): Reading | undefined {
  const digits = text.slice(1, Math.min(length, 10));
  if (!/^[.,]/.test(text) || !/^[+-]?\d*$/.test(digits)) return undefined;
  // A sign without digits counts as 0.
  const value = Number(`${digits}0`) * 10 ** (8 - digits.length);
  if (value < 0) return { outOfRange: "fractional second" };
  fields.nanosecond = value;
  return { rest: text.slice(length) };
}
