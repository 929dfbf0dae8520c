import type { Struct } from "../gotemplate/value.ts";

/** What `String()` of a time.Time prints: date, time, offset and the name of the zone. */
const GO_TIME = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d)/;

/** A `time.Time` in the form of RFC 3339 that yaml.v2 writes; `undefined` for other structs. */
export function timeText(value: Struct): string | undefined {
  if (value.name !== "time.Time" || value.text === undefined) return undefined;
  const found = GO_TIME.exec(value.text());
  if (found === null) return undefined;
  const [, date = "", time = "", hours = "", minutes = ""] = found;
  const isUtc = Number(hours) === 0 && minutes === "00";
  return `${date}T${time}${isUtc ? "Z" : `${hours}:${minutes}`}`;
}

const SECOND = 1_000_000_000n;

/** A `time.Duration` of so many nanoseconds, for example `1h0m0.5s`. */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < SECOND) return sign + subsecondText(size);
  const minutes = size / (60n * SECOND);
  const seconds = decimalText(size % (60n * SECOND), SECOND);
  if (minutes === 0n) return `${sign}${seconds}s`;
  const hours = minutes / 60n;
  const whole = hours === 0n ? `${minutes}m` : `${hours}h${minutes % 60n}m`;
  return `${sign}${whole}${seconds}s`;
}

function subsecondText(nanoseconds: bigint): string {
  if (nanoseconds < 1000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${decimalText(nanoseconds, 1000n)}µs`;
  return `${decimalText(nanoseconds, 1_000_000n)}ms`;
}

function decimalText(amount: bigint, unit: bigint): string {
  const places = String(unit).length - 1;
  const fraction = String(amount % unit)
    .padStart(places, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(amount / unit) : `${amount / unit}.${fraction}`;
}
