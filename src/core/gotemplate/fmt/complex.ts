import { Struct } from "../value.ts";
import type { Value } from "../value.ts";
import { noFlags } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { floatVerb } from "./number-verbs.ts";

/** A complex128: templates can write one, print it, and test it for zero; no function takes one. */
export class Complex {
  readonly real: number;
  readonly imaginary: number;
  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
  get isZero(): boolean {
    return this.real === 0 && this.imaginary === 0;
  }
}

export function complexValue(real: number, imaginary: number): Struct {
  const inner = new Complex(real, imaginary);
  return new Struct({
    name: "complex128",
    inner,
    text: () => complexVerb(inner, "v", noFlags()) ?? "",
  });
}

/** The complex number that a value stands for. */
export function asComplex(value: Value): Complex | undefined {
  return value instanceof Struct && value.inner instanceof Complex ? value.inner : undefined;
}

/** Padded text for a verb, or `undefined` if the verb doesn't fit complex numbers. */
export function complexVerb(
  { real, imaginary }: Complex,
  verb: string,
  flags: Flags,
): string | undefined {
  const first = floatVerb(real, verb, flags);
  const second = floatVerb(imaginary, verb, { ...flags, plus: true });
  return first === undefined || second === undefined ? undefined : `(${first}${second}i)`;
}
