import { Buffer } from "node:buffer";

export type PemBlock = { readonly type: string; readonly bytes: Buffer };

/** The first block of a text (RFC 7468); `undefined` if there is none. */
export function decodePem(text: string): PemBlock | undefined {
  const found = PEM.exec(text);
  if (found === null) return undefined;
  const [, type = "", body = ""] = found;
  return { type, bytes: Buffer.from(body, "base64") };
}

const PEM = /-----BEGIN ([^\n-]+)-----\r?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/;

export function encodePem({ type, bytes }: PemBlock): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ""].join("\n");
}
