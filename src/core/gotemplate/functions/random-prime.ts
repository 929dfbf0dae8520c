import { Buffer } from "node:buffer";
import { checkPrimeSync } from "node:crypto";

import type { TemplateHost } from "../value.ts";

/** A prime of exactly so many bits, the two highest of them set, so that products don't fall short. */
export function randomPrime(bits: number, host: TemplateHost): bigint {
  const high = 3n << BigInt(bits - 2);
  for (;;) {
    const candidate = randomBits(bits, host) | high | 1n;
    if (isPrime(candidate)) return candidate;
  }
}

export function randomBits(bits: number, host: TemplateHost): bigint {
  return BigInt(`0x${Buffer.from(host.randomBytes(bits / 8)).toString("hex")}`);
}

/** From 1 to below `limit`, which has so many bits. */
export function randomBelow(limit: bigint, bits: number, host: TemplateHost): bigint {
  for (;;) {
    const candidate = randomBits(bits, host);
    if (candidate > 0n && candidate < limit) return candidate;
  }
}

/** Divisions by small primes come first: they find most composites, at a fraction of the price. */
export function isPrime(candidate: bigint): boolean {
  return hasNoSmallFactor(candidate) && checkPrimeSync(candidate);
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The number whose product with `value` leaves 1. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}

const SMALL_PRIMES = Array.from({ length: 500 }, (_, index) => 2 * index + 3)
  .filter((number) => {
    for (let factor = 3; factor * factor <= number; factor += 2) {
      if (number % factor === 0) return false;
    }
    return true;
  })
  .map(BigInt);

function hasNoSmallFactor(candidate: bigint): boolean {
  return SMALL_PRIMES.every((prime) => candidate % prime !== 0n || candidate === prime);
}
