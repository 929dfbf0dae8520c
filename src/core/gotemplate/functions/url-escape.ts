import { GoError } from "../value.ts";
import { fromBytes, toBytes } from "./byte-string.ts";
import { quoteText } from "./printing.ts";

/** A part of a URL; each may contain other characters as they are. */
export type UrlPart = "path" | "host" | "zone" | "user" | "fragment";

const HOST_CHARACTERS = "-_.~!$&'()*+,;=:[]<>\"";
const PLAIN_CHARACTERS: Readonly<Record<UrlPart, string>> = {
  path: "-_.~$&+,/:;=@",
  host: HOST_CHARACTERS,
  zone: HOST_CHARACTERS,
  user: "-_.~$&+,;=",
  fragment: "-_.~$&+,/:;=?@!()*",
};

/** Writes all bytes as `%XX` that the part of a URL may not contain. */
export function escapeUrl(text: string, part: UrlPart): string {
  return Array.from(toBytes(text), (byte) =>
    isPlain(byte, part) ? String.fromCharCode(byte) : `%${hex(byte)}`,
  ).join("");
}

/** The inverse of {@link escapeUrl}. Throws {@link GoError} for escapes that the part may not contain. */
export function unescapeUrl(text: string, part: UrlPart): string {
  const input = toBytes(text).toString("latin1");
  const bytes: number[] = [];
  for (let index = 0; index < input.length; index += 1) {
    const byte = input.charCodeAt(index);
    if (byte === 0x25) {
      bytes.push(readEscape(input.slice(index, index + 3), part));
      index += 2;
      continue;
    }
    assertHostByte(byte, part);
    bytes.push(byte);
  }
  return fromBytes(Uint8Array.from(bytes));
}

function isPlain(byte: number, part: UrlPart): boolean {
  const character = String.fromCharCode(byte);
  return /^[A-Za-z0-9]$/.test(character) || PLAIN_CHARACTERS[part].includes(character);
}

/** Hosts may escape only what isn't ASCII, zones also what a host may contain, and blanks. */
function readEscape(escape: string, part: UrlPart): number {
  const byte = /^%[0-9A-Fa-f]{2}$/.test(escape) ? Number.parseInt(escape.slice(1), 16) : undefined;
  const isWrong =
    byte === undefined ||
    (part === "host" && byte < 0x80 && escape !== "%25") ||
    (part === "zone" && escape !== "%25" && byte !== 0x20 && !isPlain(byte, "host"));
  if (isWrong) throw new GoError(`invalid URL escape ${quoteLatin1(escape)}`);
  return byte;
}

function assertHostByte(byte: number, part: UrlPart): void {
  const isHost = part === "host" || part === "zone";
  if (!isHost || byte >= 0x80 || isPlain(byte, part)) return;
  throw new GoError(`invalid character ${quoteLatin1(String.fromCharCode(byte))} in host name`);
}

function quoteLatin1(bytes: string): string {
  return quoteText(fromBytes(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
