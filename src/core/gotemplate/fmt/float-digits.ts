/** A finite number ≥ 0 as `0.d₁d₂d₃…` × 10^`point`; zero has no digits. */
export type FloatDigits = { readonly digits: string; readonly point: number };

/** No double has more digits behind the point, or more significant ones, than these. */
const MAX_PLACES = 1074;
const MAX_DIGITS = 767;

/** The fewest digits that read back as the same number. */
export function shortestDigits(value: number): FloatDigits {
  if (value === 0) return { digits: "", point: 0 };
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  return { digits: trimZeros(mantissa.replace(".", "")), point: Number(exponent) + 1 };
}

/** Exactly rounded, half to even, to `count` ≥ 1 significant digits. */
export function significantDigits(value: number, count: number): FloatDigits {
  if (value === 0) return { digits: "", point: 0 };
  const kept = Math.min(count, MAX_DIGITS);
  const exponent = Number(value.toExponential().split("e")[1] ?? "0");
  const digits = scaledDigits(value, kept - 1 - exponent);
  // The shortest form may have been rounded up to the next power of ten, the exact value lies below.
  const places = kept - (digits.length < kept ? 0 : 1) - exponent;
  return laidDigits(digits.length < kept ? scaledDigits(value, places) : digits, places);
}

/** Exactly rounded, half to even, to `places` ≥ 0 digits behind the point. */
export function decimalPlaces(value: number, places: number): FloatDigits {
  const kept = Math.min(places, MAX_PLACES);
  return laidDigits(scaledDigits(value, kept), kept);
}

/** `value` = `mantissa` × 2^`exponent`, with the mantissa that the format stores (53 bits unless subnormal). */
export function binaryParts(value: number): {
  readonly mantissa: bigint;
  readonly exponent: number;
} {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const biased = Number(bits >> 52n);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10_0000_0000_0000n, exponent: biased - 1075 };
}

/** The digits of `value` × 10^`places`, rounded to a whole number. */
function scaledDigits(value: number, places: number): string {
  const { mantissa, exponent } = binaryParts(value);
  const numerator = scaleUp(mantissa, exponent) * (places > 0 ? 10n ** BigInt(places) : 1n);
  const denominator = scaleUp(1n, -exponent) * (places < 0 ? 10n ** BigInt(-places) : 1n);
  return String(divideHalfToEven(numerator, denominator));
}

function laidDigits(digits: string, places: number): FloatDigits {
  if (digits === "0") return { digits: "", point: 0 };
  return { digits: trimZeros(digits), point: digits.length - places };
}

function scaleUp(value: bigint, exponent: number): bigint {
  return exponent > 0 ? value << BigInt(exponent) : value;
}

function divideHalfToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient;
  return quotient + 1n;
}

function trimZeros(digits: string): string {
  return digits.replace(/0+$/, "");
}
