import { GoError } from "../value.ts";
import { assertIpv6 } from "./ip-address.ts";
import { quoteText } from "./printing.ts";
import { escapeUrl, unescapeUrl } from "./url-escape.ts";

export type UserInfo = { readonly name: string; readonly password: string | undefined };

/** A URL as `net/url` takes it apart; path and fragment are unescaped. */
export type GoUrl = {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: UserInfo | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
};

const EMPTY: GoUrl = {
  scheme: "",
  opaque: "",
  user: undefined,
  host: "",
  path: "",
  query: "",
  fragment: "",
};

/** `url.Parse`. Throws {@link GoError} with Go's sentence. */
export function parseUrl(text: string): GoUrl {
  const [url, fragment] = cut(text, "#");
  const parsed = within(url, () => parseWithoutFragment(url));
  return { ...parsed, fragment: within(text, () => unescapeUrl(fragment, "fragment")) };
}

/** `URL.String`. */
export function formatUrl(url: GoUrl): string {
  const scheme = url.scheme === "" ? "" : `${url.scheme}:`;
  const rest = url.opaque === "" ? formatHierarchy(url) : url.opaque;
  const query = url.query === "" ? "" : `?${url.query}`;
  const fragment = url.fragment === "" ? "" : `#${escapeUrl(url.fragment, "fragment")}`;
  return scheme + rest + query + fragment;
}

export function formatUser({ name, password }: UserInfo): string {
  const secret = password === undefined ? "" : `:${escapeUrl(password, "user")}`;
  return escapeUrl(name, "user") + secret;
}

/** The host without its port, and without the brackets of an IPv6 address. */
export function hostName(host: string): string {
  const withoutPort = host.replace(/:\d*$/, "");
  return /^\[.*\]$/s.test(withoutPort) ? withoutPort.slice(1, -1) : withoutPort;
}

function formatHierarchy({ scheme, user, host, path }: GoUrl): string {
  const escapedPath = path === "*" ? "*" : escapeUrl(path, "path");
  const hasAuthority = host !== "" || user !== undefined || (scheme !== "" && path !== "");
  const login = user === undefined ? "" : `${formatUser(user)}@`;
  const authority = hasAuthority ? `//${login}${escapeUrl(host, "host")}` : "";
  const slash = escapedPath !== "" && !escapedPath.startsWith("/") && host !== "" ? "/" : "";
  // A first segment with a colon would be taken for a scheme.
  const isMistakable = scheme === "" && authority === "" && /^[^/]*:/.test(escapedPath);
  return authority + slash + (isMistakable ? "./" : "") + escapedPath;
}

function parseWithoutFragment(text: string): GoUrl {
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new GoError("net/url: invalid control character in URL");
  }
  if (text === "*") return { ...EMPTY, path: "*" };
  const { scheme, rest: afterScheme } = splitScheme(text);
  const [rest, query] = cut(afterScheme, "?");
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...EMPTY, scheme, query, opaque: rest };
    if (/^[^/]*:/.test(rest)) {
      throw new GoError("first path segment in URL cannot contain colon");
    }
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  const { authority, path } = hasAuthority ? splitAuthority(rest) : { authority: "", path: rest };
  const parsed = hasAuthority ? parseAuthority(scheme, authority) : { user: undefined, host: "" };
  return { ...EMPTY, scheme, query, ...parsed, path: unescapeUrl(path, "path") };
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(":")) throw new GoError("missing protocol scheme");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  if (scheme === undefined) return { scheme: "", rest: text };
  return { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) };
}

function splitAuthority(text: string): { readonly authority: string; readonly path: string } {
  const slash = text.indexOf("/", 2);
  if (slash < 0) return { authority: text.slice(2), path: "" };
  return { authority: text.slice(2, slash), path: text.slice(slash) };
}

function parseAuthority(scheme: string, authority: string): Pick<GoUrl, "user" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const userInfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userInfo)) {
    throw new GoError("net/url: invalid userinfo");
  }
  const colon = userInfo.indexOf(":");
  if (colon < 0)
    return { host, user: { name: unescapeUrl(userInfo, "user"), password: undefined } };
  const name = unescapeUrl(userInfo.slice(0, colon), "user");
  return { host, user: { name, password: unescapeUrl(userInfo.slice(colon + 1), "user") } };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw new GoError("invalid IP-literal");
  if (bracket === 0) return parseBracketed(host);
  const first = host.indexOf(":");
  if (first >= 0) {
    // More than one colon is left to databases and their lists of hosts.
    const isWeb = scheme === "http" || scheme === "https";
    assertPort(host.slice(isWeb ? first : host.lastIndexOf(":")));
  }
  return unescapeUrl(host, "host");
}

function parseBracketed(host: string): string {
  const end = host.lastIndexOf("]");
  if (end < 0) throw new GoError("missing ']' in host");
  const port = host.slice(end + 1);
  assertPort(port);
  const address = host.slice(1, end);
  const zone = address.indexOf("%25");
  const plain =
    zone < 0
      ? unescapeUrl(address, "host")
      : unescapeUrl(address.slice(0, zone), "host") + unescapeUrl(address.slice(zone), "zone");
  assertIpv6(plain);
  return `[${plain}]${unescapeUrl(port, "host")}`;
}

function assertPort(port: string): void {
  if (port === "" || /^:\d*$/.test(port)) return;
  throw new GoError(`invalid port ${quoteText(port)} after host`);
}

function cut(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

function within<T>(url: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`parse ${quoteText(url)}: ${error.message}`);
    throw error;
  }
}
