import { GoError, GoMap } from "../value.ts";
import { kindOf } from "./reflection.ts";
import { DICT, TEXT, unary } from "./table.ts";
import type { FunctionTable } from "./table.ts";
import { formatUrl, formatUser, hostName, parseUrl } from "./url.ts";
import type { UserInfo } from "./url.ts";

/** URLs as maps of their parts. */
export const urlFunctions: FunctionTable = {
  urlParse: unary(TEXT, "map[string]interface {}", parse),
  urlJoin: unary(DICT, "string", join),
};

function parse(text: string): GoMap {
  const url = parseOrPanic(text, "unable to parse url");
  return GoMap.of([
    ["scheme", url.scheme],
    ["host", url.host],
    ["hostname", hostName(url.host)],
    ["path", url.path],
    ["query", url.query],
    ["opaque", url.opaque],
    ["fragment", url.fragment],
    ["userinfo", url.user === undefined ? "" : formatUser(url.user)],
  ]);
}

function join(parts: GoMap): string {
  const url = {
    scheme: textAt(parts, "scheme"),
    host: textAt(parts, "host"),
    path: textAt(parts, "path"),
    query: textAt(parts, "query"),
    opaque: textAt(parts, "opaque"),
    fragment: textAt(parts, "fragment"),
  };
  return formatUrl({ ...url, user: userOf(textAt(parts, "userinfo")) });
}

function textAt(parts: GoMap, key: string): string {
  const value = parts.entries.has(key) ? parts.get(key) : "";
  if (typeof value === "string") return value;
  if (value === undefined || value === null) {
    throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  }
  const reason = `must be of type string, but ${kindOf(value)} found`;
  throw new GoError(`unable to parse ${key} key, ${reason}`);
}

function userOf(userInfo: string): UserInfo | undefined {
  if (userInfo === "") return undefined;
  return parseOrPanic(`proto://${userInfo}@host`, "unable to parse userinfo in dict").user;
}

function parseOrPanic(text: string, what: string): ReturnType<typeof parseUrl> {
  try {
    return parseUrl(text);
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${what}: ${error.message}`);
    throw error;
  }
}
