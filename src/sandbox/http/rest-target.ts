import type { Caller, SandboxContext } from "../context.ts";
import { allows, visibleRepository } from "../github/access.ts";
import { GithubProblem } from "../github/problem.ts";
import { restCost } from "../limits/call-cost.ts";
import type { PermissionLevel } from "../model.ts";
import type { ApiValidator } from "../openapi/validator.ts";
import { ApiError } from "./api-error.ts";
import type { ApiTarget } from "./api-target.ts";
import { parseJsonBody } from "./incoming.ts";
import type { Incoming } from "./incoming.ts";
import type { ProblemList } from "./problems.ts";
import type { ApiRequest, ApiResponse, Method, Route, RouteMatch, Router } from "./router.ts";

export type RestServices = {
  readonly context: SandboxContext;
  readonly router: Router;
  readonly validator: ApiValidator;
  readonly validateResponses: boolean;
  readonly problems: ProblemList;
};

/** Below this is GitHub's REST API, as on GitHub Enterprise Server. */
export const restRoot = "/api/v3";

/** The request as a call of the REST API; an operation the sandbox lacks answers 404 and is a problem. */
export function restTarget(services: RestServices, incoming: Incoming): ApiTarget {
  const { method, path } = incoming;
  const match = services.router.find(method, path.slice(restRoot.length));
  const operation = match?.route.operation ?? null;
  return {
    call: { method, path, operation, graphql: null },
    cost: (caller) => (operation === "rate-limit/get" ? null : restCost(caller, method, path)),
    perform: (caller) =>
      match === undefined
        ? Promise.reject(unknownOperation(services, incoming))
        : performRoute(services, incoming, caller, match),
  };
}

function unknownOperation({ problems }: RestServices, { method, path }: Incoming): ApiError {
  problems.record({
    kind: "unknown-operation",
    operation: `${method} ${path}`,
    message:
      "The sandbox has no such operation: add it to src/sandbox/rest, or correct the address.",
  });
  return new ApiError(404, "Not Found");
}

async function performRoute(
  services: RestServices,
  incoming: Incoming,
  caller: Caller,
  { route, params }: RouteMatch,
): Promise<ApiResponse> {
  const { method, path, query, headers } = incoming;
  const body = parseJsonBody(incoming.body);
  const request = { method: toMethod(method), path, params, query, headers, body, caller };
  requirePermission(services.context, route, request);
  requireValidRequest(services, route, request);
  const response = await route.handle(request, services.context);
  if (services.validateResponses) checkResponse(services, route, response);
  return { ...response, headers: { ...acceptedPermissions(route), ...response.headers } };
}

/** Routes check what they need more closely; this is what none of them may do without. */
function requirePermission(context: SandboxContext, route: Route, request: ApiRequest): void {
  const { caller, params } = request;
  const { permission } = route;
  if (permission === "none") return;
  if (permission === "app-jwt") {
    if (caller.kind !== "app") throw new ApiError(401, "A JSON web token could not be decoded");
    return;
  }
  const { owner, repo } = params;
  const isLimited = caller.kind === "installation" || caller.kind === "actions";
  if (owner === undefined || repo === undefined || !isLimited) return;
  const repository = visibleOrNotFound(context, caller, owner, repo);
  const isAllowed = equivalents(permission.name).some((name) =>
    allows(context, caller, repository, name, permission.level),
  );
  if (!isAllowed) throw new ApiError(403, "Resource not accessible by integration");
}

function visibleOrNotFound(context: SandboxContext, caller: Caller, owner: string, repo: string) {
  try {
    return visibleRepository(context, caller, owner, repo);
  } catch (error) {
    if (error instanceof GithubProblem) throw new ApiError(404, error.message);
    throw error;
  }
}

/** The conversation of a pull request is also that of an issue: either permission will do. */
function equivalents(permission: string): readonly string[] {
  return permission === "issues" ? ["issues", "pull_requests"] : [permission];
}

/** Faults in the address are told to whoever runs the sandbox alone: GitHub overlooks them. */
function requireValidRequest(services: RestServices, route: Route, request: ApiRequest): void {
  const faults = services.validator.request(route.operation, request);
  for (const { in: place, message } of faults)
    services.problems.record({
      kind: "invalid-request",
      operation: route.operation,
      message: `${place}: ${message}`,
    });
  const inBody = faults.find((fault) => fault.in === "body");
  if (inBody !== undefined) throw new ApiError(422, `Invalid request.\n\n${inBody.message}`);
}

function checkResponse(services: RestServices, route: Route, response: ApiResponse): void {
  const { operation } = route;
  for (const message of services.validator.response(operation, response.status, response.body))
    services.problems.record({ kind: "invalid-response", operation, message });
}

/** What GitHub says the operation needs. */
function acceptedPermissions({ permission }: Route): Readonly<Record<string, string>> {
  if (typeof permission === "string") return {};
  const { name, level }: { readonly name: string; readonly level: PermissionLevel } = permission;
  return { "x-accepted-github-permissions": `${name}=${level}` };
}

function toMethod(method: string): Method {
  const known = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).find((one) => one === method);
  if (known === undefined) throw new ApiError(405, "Method Not Allowed");
  return known;
}
