import { Buffer } from "node:buffer";

import { GoError } from "../value.ts";

/** Tags of ASN.1's distinguished encoding (X.690). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectId: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** An element: its tag, the length of its content, and the content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = unsignedBytes(BigInt(body.length));
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
}

export function sequence(...content: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...content);
}

/** A number that is not negative. */
export function integer(value: bigint): Buffer {
  const bytes = unsignedBytes(value);
  const sign = (bytes[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return element(TAG.integer, sign, bytes);
}

/** An identifier in its dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(TAG.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Bits in whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(TAG.bitString, Buffer.of(0), bytes);
}

export function octetString(...content: readonly Uint8Array[]): Buffer {
  return element(TAG.octetString, ...content);
}

export type Element = { readonly tag: number; readonly content: Buffer; readonly whole: Buffer };

/** The elements that follow one another in these bytes. Throws {@link GoError} for malformed ones. */
export function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let start = 0; start < bytes.length;) {
    const { header, length } = readLength(bytes, start + 1);
    const end = start + 1 + header + length;
    if (end > bytes.length) throw new GoError("x509: malformed certificate");
    const whole = bytes.subarray(start, end);
    elements.push({ tag: bytes.readUInt8(start), content: whole.subarray(1 + header), whole });
    start = end;
  }
  return elements;
}

function readLength(
  bytes: Buffer,
  at: number,
): { readonly header: number; readonly length: number } {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { header: 1, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + count >= bytes.length) {
    throw new GoError("x509: malformed certificate");
  }
  return { header: 1 + count, length: bytes.readUIntBE(at + 1, count) };
}

function unsignedBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function base128(value: number): number[] {
  const groups = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    groups.unshift((rest & 0x7f) | 0x80);
  }
  return groups;
}
