import { durationText } from "../../yaml/go-time-text.ts";
import type { Integer } from "../value.ts";

const MONTHS: readonly string[] = [
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
];

const WEEKDAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

/** What the `String` method of a named integer type gives; `undefined` for types without one. */
export function namedIntegerText({ type, value }: Integer): string | undefined {
  switch (type) {
    case "time.Duration":
      return durationText(value);
    case "time.Month":
      return MONTHS[Number(value) - 1] ?? `%!Month(${BigInt.asUintN(64, value)})`;
    case "time.Weekday":
      return WEEKDAYS[Number(value)] ?? `%!Weekday(${BigInt.asUintN(64, value)})`;
    case "fs.FileMode":
      return fileModeText(Number(value));
    default:
      return undefined;
  }
}

/** The letters of Go's type bits, from the highest bit down. */
const MODE_LETTERS = "dalTLDpSugct?";

function fileModeText(mode: number): string {
  const types = Array.from(MODE_LETTERS, (letter, index) =>
    hasBit(mode, 31 - index) ? letter : "",
  );
  const permissions = Array.from("rwxrwxrwx", (letter, index) =>
    hasBit(mode, 8 - index) ? letter : "-",
  );
  return (types.join("") || "-") + permissions.join("");
}

function hasBit(mode: number, bit: number): boolean {
  return Math.floor(mode / 2 ** bit) % 2 === 1;
}
