/** A date of the proleptic Gregorian calendar; months and days count from 1. */
export type CalendarDate = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** From 1. */
  readonly yearDay: number;
  /** Sunday is 0. */
  readonly weekday: number;
};

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** The days from 1970-01-01 to a date; months and days beyond their range carry over. */
export function daysTo(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  const wholeYear = Math.floor(months / 12);
  const monthIndex = months - wholeYear * 12;
  return daysToYear(wholeYear) + daysBeforeMonth(wholeYear, monthIndex) + (day - 1);
}

/** The inverse of {@link daysTo}. */
export function dateOf(days: number): CalendarDate {
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysToYear(year) > days) year -= 1;
  while (daysToYear(year + 1) <= days) year += 1;
  const inYear = days - daysToYear(year);
  let monthIndex = 11;
  while (daysBeforeMonth(year, monthIndex) > inYear) monthIndex -= 1;
  return {
    year,
    month: monthIndex + 1,
    day: inYear - daysBeforeMonth(year, monthIndex) + 1,
    yearDay: inYear + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function daysToYear(year: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  // 477 leap days lie before 1970.
  return (year - 1970) * 365 + leapDays - 477;
}

function daysBeforeMonth(year: number, monthIndex: number): number {
  const days = DAYS_BEFORE_MONTH[monthIndex] ?? 0;
  return monthIndex > 1 && isLeapYear(year) ? days + 1 : days;
}
