import { GoError } from "../value.ts";
import { quoteBytes } from "./byte-quote.ts";
import { toBytes } from "./byte-string.ts";

const MICROSECOND = 1000n;
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", MICROSECOND],
  ["\u00b5s", MICROSECOND],
  ["\u03bcs", MICROSECOND],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

const LIMIT = 2n ** 63n;

/** One number with its unit. A digit on either side of the point is enough. */
const PART = /^(\d*)(?:\.(\d*))?([^\d.]*)/;

/** Nanoseconds of a duration such as `1h15m30.5s`. Throws {@link GoError} with Go's sentence. */
export function parseDuration(text: string): bigint {
  const fail = (message: string): never => {
    throw new GoError(`time: ${message} ${quoteBytes(toBytes(text).toString("latin1"))}`);
  };
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0n;
  if (rest === "") fail("invalid duration");
  let sum = 0n;
  while (rest !== "") {
    const [all, whole = "", fraction = "", unit = ""] = PART.exec(rest) ?? [""];
    if (whole === "" && fraction === "") fail("invalid duration");
    // Digits that don't fit are found before the unit is looked at.
    if (BigInt(whole) > LIMIT) fail("invalid duration");
    if (unit === "") fail("missing unit in duration");
    const size = UNITS.get(unit) ?? fail(unknownUnit(unit));
    if (BigInt(whole) > LIMIT / size) fail("invalid duration");
    sum += BigInt(whole) * size + fractionOf(fraction, size);
    if (sum > LIMIT) fail("invalid duration");
    rest = rest.slice(all.length);
  }
  if (text.startsWith("-")) return -sum;
  return sum === LIMIT ? fail("invalid duration") : sum;
}

/** Rounds half away from zero. */
export function roundDuration(nanoseconds: bigint, unit: bigint): bigint {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rest = size % unit;
  const rounded = 2n * rest < unit ? size - rest : size + unit - rest;
  const signed = nanoseconds < 0n ? -rounded : rounded;
  if (signed >= LIMIT) return LIMIT - 1n;
  return signed < -LIMIT ? -LIMIT : signed;
}

function unknownUnit(unit: string): string {
  return `unknown unit ${quoteBytes(toBytes(unit).toString("latin1"))} in duration`;
}

/** In float64, as Go computes it; digits beyond what an int64 holds are dropped. */
function fractionOf(digits: string, unit: bigint): bigint {
  let kept = digits;
  while (kept !== "" && BigInt(kept) >= LIMIT) kept = kept.slice(0, -1);
  if (kept === "") return 0n;
  return BigInt(Math.trunc(Number(kept) * (Number(unit) / 10 ** kept.length)));
}
