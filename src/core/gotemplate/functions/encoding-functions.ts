import { Buffer } from "node:buffer";

import { fromBytes, toBytes } from "./byte-string.ts";
import { decodeBase32, decodeBase64, encodeBase32 } from "./base-encoding.ts";
import type { Decoded } from "./base-encoding.ts";
import { TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";

/** Base64 and base32 with padding; what can't be decoded becomes the text of the error, as in sprig. */
export const encodingFunctions: FunctionTable = {
  b64enc: unary(TEXT, "string", (text) => toBytes(text).toString("base64")),
  b64dec: unary(TEXT, "string", (text) => decodedText(decodeBase64(toBytes(text)))),
  b32enc: unary(TEXT, "string", (text) => encodeBase32(toBytes(text))),
  b32dec: unary(TEXT, "string", (text) => decodedText(decodeBase32(toBytes(text)))),
};

function decodedText(decoded: Decoded): string {
  return Buffer.isBuffer(decoded) ? fromBytes(decoded) : decoded.error;
}
