import { withoutCredentials } from "../../core/shuttle/plan-reference.ts";

/** How to reach a repository without a credential in an address, a log or a configuration file. */
export type GitAccess = {
  /** Without credentials. */
  readonly url: string;
  /** Configuration for one git process, by environment; holds the credential. */
  readonly environment: ReadonlyMap<string, string>;
};

/**
 * A token, or the credentials of the address itself, become an HTTP header for that host alone. Other
 * protocols have their own ways. `inherited` may hold configuration of that kind already.
 */
export function gitAccess(
  source: string,
  token: string,
  inherited: ReadonlyMap<string, string>,
): GitAccess {
  const address = parseAddress(source);
  if (address === undefined) return { url: source, environment: new Map() };
  const url = withoutCredentials(source);
  const own = address.username === "" ? undefined : `${address.username}:${address.password}`;
  const credentials = own === undefined ? tokenCredentials(token) : decodeURIComponent(own);
  if (credentials === undefined) return { url, environment: new Map() };
  const count = Number(inherited.get("GIT_CONFIG_COUNT") ?? "0");
  const header = `Authorization: Basic ${Buffer.from(credentials).toString("base64")}`;
  const environment = new Map([
    ["GIT_CONFIG_COUNT", String(count + 1)],
    [`GIT_CONFIG_KEY_${count}`, `http.${address.origin}/.extraheader`],
    [`GIT_CONFIG_VALUE_${count}`, header],
  ]);
  return { url, environment };
}

/** The user name that GitHub takes for tokens of every kind. */
function tokenCredentials(token: string): string | undefined {
  return token === "" ? undefined : `x-access-token:${token}`;
}

function parseAddress(source: string): URL | undefined {
  return /^https?:\/\//i.test(source) && URL.canParse(source) ? new URL(source) : undefined;
}
