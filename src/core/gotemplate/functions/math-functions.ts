import { Float, GoError, Slice } from "../value.ts";
import type { GoFunction, Value } from "../value.ts";
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
  toDecimal,
  toFloat,
} from "./decimal.ts";
import type { Decimal } from "./decimal.ts";
import { assertElementCount } from "./limits.ts";
import { goInt, int64, parseDigits, parseOrLimit, scaled, toFloat64, toInt64 } from "./numbers.ts";
import { printValue } from "./printing.ts";
import {
  ANYTHING,
  at,
  binary,
  FLOAT,
  INT,
  leading,
  TEXT,
  trinary,
  unary,
  variadic,
} from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Whole and floating point arithmetic; operands of any type are converted, strings included. */
export const mathFunctions: FunctionTable = {
  add: variadic(ANYTHING, "int64", (all) => int64(all.map(toInt64).reduce((a, b) => a + b, 0n))),
  add1: unary(ANYTHING, "int64", (value) => int64(toInt64(value) + 1n)),
  sub: binary(ANYTHING, ANYTHING, "int64", (a, b) => int64(toInt64(a) - toInt64(b))),
  mul: leading(ANYTHING, ANYTHING, "int64", (first, rest) => fold(first, rest, (a, b) => a * b)),
  div: binary(ANYTHING, ANYTHING, "int64", (a, b) => int64(toInt64(a) / divisor(b))),
  mod: binary(ANYTHING, ANYTHING, "int64", (a, b) => int64(toInt64(a) % divisor(b))),
  max: leading(ANYTHING, ANYTHING, "int64", largest),
  biggest: leading(ANYTHING, ANYTHING, "int64", largest),
  min: leading(ANYTHING, ANYTHING, "int64", (first, rest) =>
    fold(first, rest, (a, b) => (b < a ? b : a)),
  ),
  addf: variadic(ANYTHING, "float64", (all) => foldDecimals(0, all, addDecimals)),
  add1f: unary(ANYTHING, "float64", (value) => foldDecimals(value, [1], addDecimals)),
  subf: decimalFold(subtractDecimals),
  mulf: decimalFold(multiplyDecimals),
  divf: decimalFold(divideDecimals),
  maxf: floatFold(goMax),
  minf: floatFold((a, b) => -goMax(-a, -b)),
  ceil: unary(ANYTHING, "float64", (value) => new Float(Math.ceil(toFloat64(value)))),
  floor: unary(ANYTHING, "float64", (value) => new Float(Math.floor(toFloat64(value)))),
  round: {
    params: ["interface {}", "int", "float64"],
    variadic: true,
    result: "float64",
    call: (args) =>
      new Float(
        roundTo(
          toFloat64(at(args, 0)),
          INT.read(at(args, 1)),
          args.length > 2 ? FLOAT.read(at(args, 2)) : 0.5,
        ),
      ),
  },
  int: unary(ANYTHING, "int", (value) => goInt(toInt64(value))),
  int64: unary(ANYTHING, "int64", (value) => int64(toInt64(value))),
  float64: unary(ANYTHING, "float64", (value) => new Float(toFloat64(value))),
  atoi: unary(TEXT, "int", (text) => goInt(parseOrLimit(text))),
  toDecimal: unary(ANYTHING, "int64", (value) => int64(parseDigits(printValue(value), 8) ?? 0n)),
  until: unary(INT, "[]int", (stop) => intSlice(countTo(0, stop, stop < 0 ? -1 : 1))),
  untilStep: trinary(INT, INT, INT, "[]int", (start, stop, step) =>
    intSlice(countTo(start, stop, step)),
  ),
  seq: variadic(INT, "string", (numbers) => sequence(numbers).join(" ")),
};

function fold(first: Value, rest: readonly Value[], step: (a: bigint, b: bigint) => bigint): Value {
  return int64(rest.map(toInt64).reduce((a, b) => BigInt.asIntN(64, step(a, b)), toInt64(first)));
}

function largest(first: Value, rest: readonly Value[]): Value {
  return fold(first, rest, (a, b) => (b > a ? b : a));
}

function divisor(value: Value): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new GoError("runtime error: integer divide by zero");
  return number;
}

function decimalFold(step: (a: Decimal, b: Decimal) => Decimal): GoFunction {
  return leading(ANYTHING, ANYTHING, "float64", (first, rest) => foldDecimals(first, rest, step));
}

function foldDecimals(
  first: Value,
  rest: readonly Value[],
  step: (a: Decimal, b: Decimal) => Decimal,
): Value {
  const decimals = rest.map((value) => () => toDecimal(toFloat64(value)));
  const start = toDecimal(toFloat64(first));
  return new Float(toFloat(decimals.reduce((sum, next) => step(sum, next()), start)));
}

function floatFold(step: (a: number, b: number) => number): GoFunction {
  return leading(
    ANYTHING,
    ANYTHING,
    "float64",
    (first, rest) => new Float(rest.map(toFloat64).reduce(step, toFloat64(first))),
  );
}

/** Go lets an infinity win over NaN. */
function goMax(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Rounds up from `roundOn` on; a negative number's fraction is negative and so never reaches it. */
function roundTo(value: number, places: number, roundOn: number): number {
  const power = powerOfTen(places);
  const shifted = power * value;
  const fraction = shifted - Math.trunc(shifted);
  return (fraction >= roundOn ? Math.ceil(shifted) : Math.floor(shifted)) / power;
}

/**
 * As `math.Pow` of Go computes it, by squaring; JavaScript's own power differs in the last digit
 * from 10 ** 23 on.
 */
function powerOfTen(exponent: number): number {
  let [result, shift] = [1, 0];
  let [square, squareShift] = [10 / 16, 4];
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    // Beyond all that a number can hold.
    if (squareShift > 4096) return exponent < 0 ? 0 : Infinity;
    if (left % 2 === 1) {
      result *= square;
      shift += squareShift;
    }
    square *= square;
    squareShift *= 2;
    if (square < 0.5) {
      square *= 2;
      squareShift -= 1;
    }
  }
  return exponent < 0 ? scaled(1 / result, -shift) : scaled(result, shift);
}

function countTo(start: number, stop: number, step: number): number[] {
  const forwards = start <= stop && step > 0;
  const backwards = stop < start && step < 0;
  if (!forwards && !backwards) return [];
  const count = Math.ceil((stop - start) / step);
  assertElementCount(count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function intSlice(numbers: Value[]): Slice {
  return new Slice(numbers, "int");
}

/** As the shell's `seq`: last; first and last; first, step and last. */
function sequence(numbers: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0] = numbers;
  switch (numbers.length) {
    case 1:
      return inclusive(1, a < 1 ? -1 : 1, a);
    case 2:
      return inclusive(a, b < a ? -1 : 1, b);
    case 3:
      return c < a && b > 0 ? [] : inclusive(a, b, c);
    default:
      return [];
  }
}

function inclusive(start: number, step: number, stop: number): number[] {
  return countTo(start, stop + (stop < start ? -1 : 1), step);
}
