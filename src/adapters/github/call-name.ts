/** Path parts that are values, by the part before them. */
const VALUES_AFTER: ReadonlyMap<string, string> = new Map([
  ["users", "{username}"],
  ["collaborators", "{username}"],
  ["memberships", "{username}"],
  ["orgs", "{org}"],
  ["teams", "{team_slug}"],
  ["apps", "{app_slug}"],
  ["compare", "{basehead}"],
  ["commits", "{ref}"],
  ["labels", "{name}"],
]);

/**
 * What a request is called in logs and metrics: the operation's name for GraphQL, for REST the method and
 * the route with its values left out, so that there are few names and no secrets in them.
 */
export function describeCall(
  apiUrl: string,
  input: string | URL | Request,
  init: RequestInit | undefined,
): string {
  const url = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? "GET";
  if (url.pathname.endsWith("/graphql")) return operationName(init?.body);
  const api = new URL(apiUrl);
  if (url.origin !== api.origin) return `${method} elsewhere`;
  const path = url.pathname.slice(api.pathname === "/" ? 0 : api.pathname.length);
  return `${method} ${routeOf(path)}`;
}

function operationName(body: unknown): string {
  const text = typeof body === "string" ? body.slice(0, 200) : "";
  const [, kind, name] = /"query":"(query|mutation) (\w+)/.exec(text) ?? [];
  return kind === undefined || name === undefined ? "graphql" : `${kind} ${name}`;
}

function routeOf(path: string): string {
  const [, owner, rest] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(path) ?? [];
  if (owner !== undefined) return `/repos/{owner}/{repo}${withoutValues(rest ?? "")}`;
  return withoutValues(path);
}

function withoutValues(path: string): string {
  const ref = /^(\/git\/(?:ref|refs|matching-refs)\/).+$/.exec(path);
  if (ref?.[1] !== undefined) return `${ref[1]}{ref}`;
  const parts = path.split("/");
  return parts.map((part, index) => withoutValue(part, parts[index - 1])).join("/");
}

function withoutValue(part: string, before: string | undefined): string {
  if (/^\d+$/.test(part)) return "{id}";
  if (/^[0-9a-f]{40}$/.test(part)) return "{sha}";
  return VALUES_AFTER.get(before ?? "") ?? part;
}
