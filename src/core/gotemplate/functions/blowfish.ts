const ROUNDS = 16;
const SUBKEYS = ROUNDS + 2;
const BOX = 256;

/** The block cipher that bcrypt builds on, with its key schedule; blocks are two 32-bit halves. */
export class Blowfish {
  private readonly subkeys: Uint32Array;
  private readonly boxes: Uint32Array;

  constructor() {
    const fraction = piWords(SUBKEYS + 4 * BOX);
    this.subkeys = fraction.slice(0, SUBKEYS);
    this.boxes = fraction.slice(SUBKEYS);
  }

  /** Mixes a key into the schedule; with a salt, it is mixed into each block before it is encrypted. */
  expandKey(key: Uint8Array, salt?: Uint8Array): void {
    const keyWords = wordsOf(key);
    for (let index = 0; index < SUBKEYS; index += 1) {
      this.subkeys[index] = (this.subkeys[index] ?? 0) ^ keyWords();
    }
    const saltWords = salt === undefined ? () => 0 : wordsOf(salt);
    let left = 0;
    let right = 0;
    for (const table of [this.subkeys, this.boxes]) {
      for (let index = 0; index < table.length; index += 2) {
        [left, right] = this.encrypt(left ^ saltWords(), right ^ saltWords());
        table[index] = left;
        table[index + 1] = right;
      }
    }
  }

  encrypt(left: number, right: number): [number, number] {
    const { subkeys, boxes } = this;
    let a = left;
    let b = right;
    for (let round = 0; round < ROUNDS; round += 1) {
      a ^= subkeys[round] ?? 0;
      const first = (boxes[a >>> 24] ?? 0) + (boxes[BOX + ((a >>> 16) & 0xff)] ?? 0);
      const mixed = first ^ (boxes[2 * BOX + ((a >>> 8) & 0xff)] ?? 0);
      const next = b ^ (mixed + (boxes[3 * BOX + (a & 0xff)] ?? 0));
      b = a;
      a = next;
    }
    return [(b ^ (subkeys[SUBKEYS - 1] ?? 0)) >>> 0, (a ^ (subkeys[ROUNDS] ?? 0)) >>> 0];
  }
}

/** The bytes as 32-bit words, over and over. */
function wordsOf(bytes: Uint8Array): () => number {
  let position = 0;
  return () => {
    let word = 0;
    for (let count = 0; count < 4; count += 1) {
      word = (word << 8) | (bytes[position] ?? 0);
      position = (position + 1) % bytes.length;
    }
    return word;
  };
}

let pi: Uint32Array | undefined;

/** The first bits of π behind the point, which is what Blowfish starts from; 32 in each word. */
function piWords(count: number): Uint32Array {
  pi ??= computePi(count);
  return pi;
}

/** By Machin's formula: π = 16 arctan(1/5) − 4 arctan(1/239). */
function computePi(count: number): Uint32Array {
  const guard = 64n;
  const one = 1n << (BigInt(count * 32) + guard);
  const fraction = (16n * arctan(5n, one) - 4n * arctan(239n, one) - 3n * one) >> guard;
  const hex = fraction.toString(16).padStart(count * 8, "0");
  return Uint32Array.from({ length: count }, (_, index) =>
    Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16),
  );
}

/** arctan(1/x), `one` standing for 1. */
function arctan(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  for (let divisor = 3n; power !== 0n; divisor += 2n) {
    power /= -(x * x);
    sum += power / divisor;
  }
  return sum;
}
