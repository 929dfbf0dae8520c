import { afterAll } from "@jest/globals";
import { Octokit } from "octokit";

import type { Caller } from "../../../src/sandbox/context.ts";
import { ApiError } from "../../../src/sandbox/http/api-error.ts";
import type { ApiRequest, ApiResponse, Route } from "../../../src/sandbox/http/router.ts";
import { downloadArtifact } from "../../../src/sandbox/rest/artifact-download.ts";
import { restRoutes } from "../../../src/sandbox/rest/routes.ts";
import type { RestServices } from "../../../src/sandbox/rest/routes.ts";
import { createWorld } from "../github/world.ts";
import type { World } from "../github/world.ts";

/** A world and the official client for it, as each of those who call: without a server in between. */
export type Api = {
  readonly world: World;
  readonly as: (who: "maintainer" | "developer" | "outsider" | "bot" | "app" | "nobody") => Octokit;
  /** As the App's installation, with these permissions alone. */
  readonly withPermissions: (permissions: Readonly<Record<string, "read" | "write">>) => Octokit;
};

export const shop = { owner: "acme", repo: "shop" };

export async function createApi(services: RestServices = {}): Promise<Api> {
  const world = await createWorld();
  opened.push(world);
  const { app } = world;
  const installation = { ...world.installation, permissions: everything };
  world.context.state.installations.put(installation);
  const connect = (caller: Caller) => createClient(world, restRoutes(services), caller);
  const asInstallation = (permissions: Readonly<Record<string, "read" | "write">>): Caller => ({
    kind: "installation",
    app,
    installation,
    permissions,
    repositoryIds: null,
  });
  return {
    world,
    as: (who) => {
      if (who === "bot") return connect(asInstallation(everything));
      if (who === "app") return connect({ kind: "app", app });
      return connect(who === "nobody" ? { kind: "anonymous" } : { kind: "user", login: who });
    },
    withPermissions: (permissions) => connect(asInstallation(permissions)),
  };
}

const opened: World[] = [];

afterAll(async () => {
  await Promise.all(opened.splice(0).map((world) => world.close()));
});

/** The status of an answer, with GitHub's sentence when it is a refusal. */
export async function answerOf(
  promise: Promise<{ readonly status: number }>,
): Promise<number | string> {
  try {
    return (await promise).status;
  } catch (error) {
    if (error instanceof Error && "status" in error)
      return `${String(error.status)} ${error.message.split(" - http")[0] ?? ""}`;
    throw error;
  }
}

const everything = {
  actions: "write",
  checks: "write",
  contents: "write",
  deployments: "write",
  issues: "write",
  members: "read",
  pull_requests: "write",
  statuses: "write",
} as const;

function createClient(world: World, routes: readonly Route[], caller: Caller): Octokit {
  const silent = () => undefined;
  return new Octokit({
    baseUrl: `${world.context.baseUrl()}/api/v3`,
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: {
      fetch: async (address: string, init: RequestInit): Promise<Response> => {
        const answer = await respond(world, routes, caller, new URL(address), init);
        const location = answer.headers.get("location");
        if (answer.status !== 302 || location === null) return answer;
        return respond(world, routes, { kind: "anonymous" }, new URL(location), {});
      },
    },
  });
}

async function respond(
  world: World,
  routes: readonly Route[],
  caller: Caller,
  url: URL,
  init: RequestInit,
): Promise<Response> {
  const download = await downloadArtifact(world.context, url);
  if (download !== undefined)
    return new Response(new Uint8Array(download.body), {
      status: download.status,
      headers: download.headers,
    });
  const { route, params } = routeFor(routes, init.method ?? "GET", url.pathname);
  return toResponse(
    await carryOut(world, route, {
      method: route.method,
      params,
      query: url.searchParams,
      caller,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
    }),
  );
}

/** Of several that match, the one that says most of the path itself. */
function routeFor(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } {
  const literal = ({ path }: Route) => path.replace(/\{\w+\}/g, "").length;
  const ordered = [...routes].sort((one, other) => literal(other) - literal(one));
  for (const route of ordered) {
    const params = route.method === method ? match(route.path, path) : undefined;
    if (params !== undefined) return { route, params };
  }
  throw new Error(`no route for ${method} ${path}`);
}

async function carryOut(world: World, route: Route, request: ApiRequest): Promise<ApiResponse> {
  try {
    return await route.handle(request, world.context);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, message, errors } = error;
    return { status, body: { message, errors, documentation_url: "https://docs.github.com" } };
  }
}

function toResponse({ status, body, raw, headers }: ApiResponse): Response {
  const type = { "content-type": "application/json; charset=utf-8" };
  const json = body === undefined ? null : JSON.stringify(body);
  const content = raw === undefined ? json : new Uint8Array(raw);
  return new Response(content, { status, headers: { ...type, ...headers } });
}

/** Encoded slashes and plain ones are the same in the last parameter. */
function match(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pattern = template.replace(/\{(path|ref|branch|basehead|name)\}/g, "(.+)");
  const found = new RegExp(`^/api/v3${pattern.replace(/\{\w+\}/g, "([^/]+)")}/?$`).exec(path);
  if (found === null) return undefined;
  return Object.fromEntries(
    names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]),
  );
}
