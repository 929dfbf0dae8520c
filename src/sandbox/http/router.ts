import type { Caller, SandboxContext } from "../context.ts";
import type { PermissionLevel } from "../model.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request as a route sees it: authenticated, its body parsed. */
export type ApiRequest = {
  readonly method: Method;
  /** As asked for, with `/api/v3` and without the query; what the addresses of other pages begin with. */
  readonly path?: string;
  /** From the path's template, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; undefined when the request had no body. */
  readonly body: unknown;
  readonly caller: Caller;
};

/** `raw` is sent as it is, under the `content-type` among the headers; otherwise `body` as JSON. */
export type ApiResponse = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: Buffer;
};

export type Route = {
  /** GitHub's operation id, for example `repos/get-content`. */
  readonly operation: string;
  readonly method: Method;
  /** GitHub's template, for example `/repos/{owner}/{repo}/contents/{path}`. */
  readonly path: string;
  /** What an installation's token must have; `app-jwt`: only an App itself; `none`: the route decides. */
  readonly permission:
    { readonly name: string; readonly level: PermissionLevel } | "app-jwt" | "none";
  readonly handle: (request: ApiRequest, context: SandboxContext) => Promise<ApiResponse>;
};

export type RouteMatch = {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
};

export type Router = {
  /** `path` is as sent, without `/api/v3` and the query. Undefined when no route has this method and path. */
  readonly find: (method: string, path: string) => RouteMatch | undefined;
};

/** Of several routes that match, the one wins whose template says most of the path itself. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes
    .map((route) => ({ route, match: compile(route.path), weight: literalLength(route.path) }))
    .sort((one, other) => other.weight - one.weight);
  return {
    find: (method, path) => {
      for (const { route, match } of compiled) {
        const params = route.method === method ? match(path) : undefined;
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
}

/** Parameters that may hold slashes, sent plain or encoded. */
const spanning = new Set(["path", "ref", "branch", "basehead", "name", "sha"]);

function compile(template: string): (path: string) => Readonly<Record<string, string>> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}/g, (_, name: string) => (spanning.has(name) ? "(.+?)" : "([^/]+)"));
  const expression = new RegExp(`^${pattern}/?$`);
  return (path) => {
    const found = expression.exec(path);
    if (found === null) return undefined;
    return decodeAll(names.map((name, index) => [name, found[index + 1] ?? ""]));
  };
}

/** A malformed escape names nothing. */
function decodeAll(
  entries: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> | undefined {
  try {
    return Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

function literalLength(template: string): number {
  return template.replace(/\{\w+\}/g, "").length;
}
