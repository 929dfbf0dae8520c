import { createHash } from "node:crypto";

import type { TemplateHost } from "../value.ts";
import { decryptAes, encryptAes } from "./aes.ts";
import { bcryptHash } from "./bcrypt.ts";
import { toBytes } from "./byte-string.ts";
import { derivePassword } from "./derive-password.ts";
import { binary, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Checksums, passwords and encryption. */
export const cryptoFunctions: FunctionTable = {
  adler32sum: unary(TEXT, "string", (text) => String(adler32(toBytes(text)))),
  sha1sum: unary(TEXT, "string", (text) => hexHash("sha1", text)),
  sha256sum: unary(TEXT, "string", (text) => hexHash("sha256", text)),
  sha512sum: unary(TEXT, "string", (text) => hexHash("sha512", text)),
  bcrypt: unary(TEXT, "string", bcryptText),
  htpasswd: binary(TEXT, TEXT, "string", htpasswd),
  derivePassword,
  encryptAES: binary(TEXT, TEXT, "string", encryptAes),
  decryptAES: binary(TEXT, TEXT, "string", decryptAes),
};

function hexHash(algorithm: string, text: string): string {
  return createHash(algorithm).update(toBytes(text)).digest("hex");
}

/** RFC 1950. */
function adler32(bytes: Uint8Array): number {
  const modulus = 65_521;
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % modulus;
    b = (b + a) % modulus;
  }
  return b * 0x10000 + a;
}

/** What can't be hashed becomes a text that says so, as in sprig. */
function bcryptText(password: string, host: TemplateHost): string {
  const bytes = toBytes(password);
  if (bytes.length <= 72) return bcryptHash(bytes, host.randomBytes(16), 10);
  return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
}

function htpasswd(user: string, password: string, host: TemplateHost): string {
  if (user.includes(":")) return `invalid username: ${user}`;
  return `${user}:${bcryptText(password, host)}`;
}
