import { Float, Integer } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import { roundDuration } from "./duration.ts";
import { int64 } from "./numbers.ts";
import { nullary, unary } from "./table.ts";
import { DURATION } from "./time-value.ts";

/** A method of `time.Duration` or `fs.FileMode` besides `String`; `undefined` if there is none of that name. */
export function namedIntegerMethod({ type, value }: Integer, name: string): GoFunction | undefined {
  if (type === "time.Duration") return durationMethods.get(name)?.(value);
  return type === "fs.FileMode" ? modeMethods.get(name)?.(value) : undefined;
}

type Methods = ReadonlyMap<string, (value: bigint) => GoFunction>;

const MICROSECOND = 1000n;
const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

const durationMethods: Methods = new Map([
  ["Abs", (value) => nullary("time.Duration", () => duration(sizeOf(value)))],
  ["Hours", floatOf(3600n * SECOND)],
  ["Minutes", floatOf(60n * SECOND)],
  ["Seconds", floatOf(SECOND)],
  ["Milliseconds", wholeOf(MILLISECOND)],
  ["Microseconds", wholeOf(MICROSECOND)],
  ["Nanoseconds", wholeOf(1n)],
  ["Round", (value) => multipleOf((unit) => roundDuration(value, unit), value)],
  ["Truncate", (value) => multipleOf((unit) => value - (value % unit), value)],
]);

const FOLDER_BIT = 1n << 31n;
/** Everything but permissions and the bits set-uid, set-gid and sticky. */
const TYPE_BITS = 0x8f28_0000n;
const PERMISSION_BITS = 0o777n;

const modeMethods: Methods = new Map([
  ["IsDir", (value) => nullary("bool", () => (value & FOLDER_BIT) !== 0n)],
  ["IsRegular", (value) => nullary("bool", () => (value & TYPE_BITS) === 0n)],
  ["Perm", (value) => nullary("fs.FileMode", () => mode(value & PERMISSION_BITS))],
  ["Type", (value) => nullary("fs.FileMode", () => mode(value & TYPE_BITS))],
]);

function floatOf(unit: bigint): (value: bigint) => GoFunction {
  return (value) =>
    // Whole units and the rest apart, as Go does, so that large durations lose nothing.
    nullary("float64", () => new Float(Number(value / unit) + Number(value % unit) / Number(unit)));
}

function wholeOf(unit: bigint): (value: bigint) => GoFunction {
  return (value) => nullary("int64", () => int64(value / unit));
}

/** What is rounded to no unit stays. */
function multipleOf(round: (unit: bigint) => bigint, value: bigint): GoFunction {
  return unary(DURATION, "time.Duration", (unit): Value =>
    duration(unit > 0n ? round(unit) : value),
  );
}

/** Of the least value, the greatest there is. */
function sizeOf(value: bigint): bigint {
  const largest = 2n ** 63n - 1n;
  return value < -largest ? largest : value < 0n ? -value : value;
}

function duration(nanoseconds: bigint): Integer {
  return new Integer("int64", BigInt.asIntN(64, nanoseconds), "time.Duration");
}

function mode(bits: bigint): Integer {
  return new Integer("uint32", bits, "fs.FileMode");
}
