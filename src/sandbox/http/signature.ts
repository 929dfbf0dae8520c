/** Addresses and tokens that carry their own permission: signed by the sandbox, checked by the sandbox. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { SandboxContext } from "../context.ts";

/** The signature of a text. A restart makes new keys: what was signed before then counts no longer. */
export function signatureOf(context: SandboxContext, text: string): Buffer {
  const key = keys.get(context) ?? randomBytes(32);
  keys.set(context, key);
  return createHmac("sha256", key).update(text).digest();
}

export function isSignatureOf(context: SandboxContext, text: string, signature: Buffer): boolean {
  const expected = signatureOf(context, text);
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

const keys = new WeakMap<SandboxContext, Buffer>();
