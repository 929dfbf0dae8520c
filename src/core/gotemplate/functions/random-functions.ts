import { Buffer } from "node:buffer";

import { GoError } from "../value.ts";
import type { TemplateHost, Value } from "../value.ts";
import { runes } from "./characters.ts";
import { assertTextSize } from "./limits.ts";
import { goInt } from "./numbers.ts";
import { BIG_INT, binary, INT, nullary, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

const DIGITS = "0123456789";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PRINTABLE = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32));

/** Functions whose result is different each time; their chance comes from the host. */
export const randomFunctions: FunctionTable = {
  randAlpha: unary(INT, "string", (count, host) => randomText(LETTERS, count, host)),
  randAlphaNum: unary(INT, "string", (count, host) => randomText(DIGITS + LETTERS, count, host)),
  randAscii: unary(INT, "string", (count, host) => randomText(PRINTABLE, count, host)),
  randNumeric: unary(INT, "string", (count, host) => randomText(DIGITS, count, host)),
  randBytes: unary(INT, "string", randomBase64),
  randInt: binary(BIG_INT, BIG_INT, "int", randomBetween),
  shuffle: unary(TEXT, "string", shuffle),
  uuidv4: nullary("string", uuid),
};

/** A whole number from 0 to below `limit`, each as likely as the others. */
function randomBelow(limit: number, host: TemplateHost): number {
  return Number(randomBigBelow(BigInt(limit), host));
}

function randomBigBelow(limit: bigint, host: TemplateHost): bigint {
  const range = 2n ** 64n;
  for (;;) {
    const value = Buffer.from(host.randomBytes(8)).readBigUInt64BE();
    // What lies above the last multiple would make small numbers likelier.
    if (value < range - (range % limit)) return value % limit;
  }
}

function randomText(alphabet: string, count: number, host: TemplateHost): string {
  if (count <= 0) return "";
  assertTextSize(count);
  let text = "";
  while (text.length < count) text += alphabet.charAt(randomBelow(alphabet.length, host));
  return text;
}

function randomBase64(count: number, host: TemplateHost): string {
  if (count < 0) throw new GoError("runtime error: makeslice: len out of range");
  assertTextSize(count);
  return Buffer.from(host.randomBytes(count)).toString("base64");
}

/** From `least` to below `limit`. */
function randomBetween(least: bigint, limit: bigint, host: TemplateHost): Value {
  const range = BigInt.asIntN(64, limit - least);
  if (range <= 0n) throw new GoError("invalid argument to Intn");
  return goInt(least + randomBigBelow(range, host));
}

function shuffle(text: string, host: TemplateHost): string {
  const all = runes(text);
  for (let last = all.length - 1; last > 0; last -= 1) {
    const chosen = randomBelow(last + 1, host);
    const kept = all[last] ?? "";
    all[last] = all[chosen] ?? "";
    all[chosen] = kept;
  }
  return all.join("");
}

/** RFC 9562, version 4. */
function uuid(host: TemplateHost): string {
  const bytes = Buffer.from(host.randomBytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
