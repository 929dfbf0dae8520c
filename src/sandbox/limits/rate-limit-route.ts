import { ApiError } from "../http/api-error.ts";
import type { Route } from "../http/router.ts";
import type { Budget } from "./primary-limit.ts";
import type { RateLimits } from "./rate-limits.ts";

/** What is left of the primary limits; asking costs nothing. */
export function rateLimitRoute(limits: RateLimits): Route {
  return {
    operation: "rate-limit/get",
    method: "GET",
    path: "/rate_limit",
    permission: "none",
    handle: ({ caller }) => {
      const core = limits.budget(caller, "core");
      const graphql = limits.budget(caller, "graphql");
      if (core === null || graphql === null)
        return Promise.reject(new ApiError(404, "Rate limiting is not enabled."));
      const search = { ...core, limit: 30, used: 0, remaining: 30 };
      const body = { resources: { core, graphql, search } satisfies Resources, rate: core };
      return Promise.resolve({ status: 200, body });
    },
  };
}

type Resources = Readonly<Record<"core" | "graphql" | "search", Budget>>;
