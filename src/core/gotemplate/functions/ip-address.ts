import { GoError } from "../value.ts";
import { quoteText } from "./printing.ts";

/** The 4 or 16 bytes of an address without a zone, mapped ones as 4; `undefined` if it is none. */
export function parseIp(text: string): Uint8Array | undefined {
  if (text.includes("%")) return undefined;
  try {
    const bytes = parseAddress(text);
    const isMapped = bytes.length === 16 && bytes.slice(0, 12).join() === MAPPED.join();
    return Uint8Array.from(isMapped ? bytes.slice(12) : bytes);
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

/** Throws {@link GoError} for what may not stand in the brackets of a URL's host. */
export function assertIpv6(text: string): void {
  if (addressOf(text).length === 4) throw new GoError("invalid IP-literal");
}

function addressOf(text: string): readonly number[] {
  try {
    return parseAddress(text);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const place = error.rest === undefined ? "" : ` (at ${quoteText(error.rest)})`;
    throw new GoError(`invalid host: ParseAddr(${quoteText(text)}): ${error.message}${place}`);
  }
}

/** IPv4 addresses within IPv6. */
const MAPPED = [...Array<number>(10).fill(0), 0xff, 0xff];

/** Why a text is no address, and what is left of it from there on. */
class AddressError extends Error {
  readonly rest: string | undefined;

  constructor(message: string, rest?: string) {
    super(message);
    this.rest = rest;
  }
}

function parseAddress(text: string): readonly number[] {
  switch (/[.:%]/.exec(text)?.[0]) {
    case ".":
      return parseIpv4(text);
    case ":":
      return parseZonedIpv6(text);
    case "%":
      throw new AddressError("missing IPv6 address");
    default:
      throw new AddressError("unable to parse IP");
  }
}

function parseIpv4(text: string): readonly number[] {
  const bytes: number[] = [];
  let field = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (/\d/.test(character)) {
      if (field === "0") throw new AddressError("IPv4 field has octet with leading zero");
      field += character;
      if (Number(field) > 255) throw new AddressError("IPv4 field has value >255");
    } else if (character !== ".") {
      throw new AddressError("unexpected character", text.slice(at));
    } else {
      if (field === "" || at === text.length - 1) {
        throw new AddressError("IPv4 field must have at least one digit", text.slice(at));
      }
      if (bytes.length === 3) throw new AddressError("IPv4 address too long");
      bytes.push(Number(field));
      field = "";
    }
  }
  if (bytes.length < 3) throw new AddressError("IPv4 address too short");
  return [...bytes, Number(field)];
}

function parseZonedIpv6(text: string): readonly number[] {
  const zone = text.indexOf("%");
  if (zone === text.length - 1) throw new AddressError("zone must be a non-empty string");
  return parseIpv6(zone < 0 ? text : text.slice(0, zone));
}

function parseIpv6(text: string): readonly number[] {
  const bytes: number[] = [];
  let ellipsis = text.startsWith("::") ? 0 : undefined;
  let rest = ellipsis === undefined ? text : text.slice(2);
  while (bytes.length < 16 && (rest !== "" || bytes.length === 0) && text !== "::") {
    const group = readGroup(rest);
    if (rest.charAt(group.length) === ".") {
      bytes.push(...embeddedIpv4(rest, bytes.length, ellipsis !== undefined));
      rest = "";
      break;
    }
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
    rest = rest.slice(group.length);
    if (rest === "") break;
    rest = withoutColon(rest);
    if (!rest.startsWith(":")) continue;
    if (ellipsis !== undefined) throw new AddressError("multiple :: in address", rest);
    ellipsis = bytes.length;
    rest = rest.slice(1);
  }
  if (rest !== "") throw new AddressError("trailing garbage after address", rest);
  return filled(bytes, ellipsis);
}

/** The digits of a group at the start of a text. */
function readGroup(text: string): string {
  const group = /^[0-9a-fA-F]*/.exec(text)?.[0] ?? "";
  if (group.length > 4) throw new AddressError("each group must have 4 or less digits", text);
  if (group !== "") return group;
  throw new AddressError("each colon-separated field must have at least one digit", text);
}

function embeddedIpv4(text: string, before: number, hasEllipsis: boolean): readonly number[] {
  if (!hasEllipsis && before !== 12) {
    const rule = "embedded IPv4 address must replace the final 2 fields of the address";
    throw new AddressError(rule, text);
  }
  if (before <= 12) return parseIpv4(text);
  const rule = "too many hex fields to fit an embedded IPv4 at the end of the address";
  throw new AddressError(rule, text);
}

function withoutColon(text: string): string {
  if (!text.startsWith(":")) throw new AddressError("unexpected character, want colon", text);
  if (text !== ":") return text.slice(1);
  throw new AddressError("colon must be followed by more characters", text);
}

/** With the zeros that `::` stands for. */
function filled(bytes: readonly number[], ellipsis: number | undefined): readonly number[] {
  const missing = 16 - bytes.length;
  if (ellipsis === undefined) {
    if (missing === 0) return bytes;
    throw new AddressError("address string too short");
  }
  if (missing === 0) {
    throw new AddressError("the :: must expand to at least one field of zeros");
  }
  const zeros = Array<number>(missing).fill(0);
  return [...bytes.slice(0, ellipsis), ...zeros, ...bytes.slice(ellipsis)];
}
