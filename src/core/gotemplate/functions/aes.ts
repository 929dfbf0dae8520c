import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";

import { GoError } from "../value.ts";
import type { TemplateHost } from "../value.ts";
import { decodeBase64 } from "./base-encoding.ts";
import { fromBytes, toBytes } from "./byte-string.ts";

const ALGORITHM = "aes-256-cbc";
const BLOCK = 16;
const KEY_SIZE = 32;

/** AES-256 in CBC mode with PKCS#7 padding; base64 of the initialisation vector and what it encrypts. */
export function encryptAes(password: string, text: string, host: TemplateHost): string {
  if (text === "") return "";
  const vector = Buffer.from(host.randomBytes(BLOCK));
  const cipher = createCipheriv(ALGORITHM, keyOf(password), vector);
  return Buffer.concat([vector, cipher.update(toBytes(text)), cipher.final()]).toString("base64");
}

/** The inverse. The padding isn't checked: a wrong password may give garbage. Throws {@link GoError}. */
export function decryptAes(password: string, encrypted: string): string {
  if (encrypted === "") return "";
  const decoded = decodeBase64(toBytes(encrypted));
  if (!Buffer.isBuffer(decoded)) throw new GoError(decoded.error);
  if (decoded.length < BLOCK) {
    const capacity = Math.floor(encrypted.length / 4) * 3;
    throw outOfRange(`slice bounds out of range [:${BLOCK}] with capacity ${capacity}`);
  }
  if (decoded.length % BLOCK !== 0) throw new GoError("crypto/cipher: input not full blocks");
  const decipher = createDecipheriv(ALGORITHM, keyOf(password), decoded.subarray(0, BLOCK));
  decipher.setAutoPadding(false);
  return withoutPadding(
    Buffer.concat([decipher.update(decoded.subarray(BLOCK)), decipher.final()]),
  );
}

/** Longer passwords are cut, shorter ones filled with zeros. */
function keyOf(password: string): Buffer {
  const key = Buffer.alloc(KEY_SIZE);
  toBytes(password).copy(key);
  return key;
}

function withoutPadding(padded: Buffer): string {
  const padding = padded.at(-1);
  if (padding === undefined) throw outOfRange("index out of range [-1]");
  const length = padded.length - padding;
  if (length < 0) throw outOfRange(`slice bounds out of range [:${length}]`);
  return fromBytes(padded.subarray(0, length));
}

function outOfRange(reason: string): GoError {
  return new GoError(`runtime error: ${reason}`);
}
