import { GoError } from "../value.ts";
import { quoteText } from "./printing.ts";

/** The 4 or 16 bytes of an address without a zone; `undefined` if it is none. */
export function parseIp(text: string): Uint8Array | undefined {
  const bytes = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  return bytes === undefined ? undefined : Uint8Array.from(bytes);
}

/** Throws {@link GoError} for what may not stand in the brackets of a URL's host. */
export function assertIpv6(text: string): void {
  const [address = "", ...zone] = text.split("%");
  const isEmptyZone = text.includes("%") && zone.join("%") === "";
  if (parseIpv4(text) !== undefined) throw new GoError("invalid IP-literal");
  if (!isEmptyZone && parseIpv6(address) !== undefined) return;
  throw new GoError(`invalid host: ParseAddr(${quoteText(text)}): unable to parse IP`);
}

function parseIpv4(text: string): number[] | undefined {
  const fields = text.split(".");
  const isValid =
    fields.length === 4 && fields.every((field) => /^(?:0|[1-9]\d{0,2})$/.test(field));
  const bytes = fields.map(Number);
  return isValid && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const start = parseGroups(head, tail === undefined);
  const end = tail === undefined ? [] : parseGroups(tail, true);
  if (start === undefined || end === undefined) return undefined;
  const missing = 16 - start.length - end.length;
  if (tail === undefined) return missing === 0 ? start : undefined;
  return missing < 2 ? undefined : [...start, ...Array<number>(missing).fill(0), ...end];
}

/** An IPv4 address may stand for the last two groups. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const embedded = isLast && index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    else bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
  }
  return bytes;
}
