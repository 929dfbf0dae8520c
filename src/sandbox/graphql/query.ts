import { accountByLogin, accountOf, organizationByLogin } from "../github/accounts.ts";
import { canSee } from "../github/access.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import { findRepository } from "../github/repositories.ts";
import type { Budget } from "../limits/primary-limit.ts";
import { nodeView } from "./node-view.ts";
import type { QueryDemand } from "./query-limits.ts";
import type { View, Views } from "./view.ts";
import { viewerLogin } from "./views/account-views.ts";

/** What is left to the caller, and what this query takes of it. */
type RateLimitFacts = {
  /** Null while the limits are off. */
  readonly budget: Budget | null;
  readonly demand: QueryDemand;
};

/** The fields of `Query`. */
export function queryView(views: Views, facts: RateLimitFacts): View {
  const { context } = views;
  return {
    __typename: "Query",
    id: "query",
    node: ({ id }: { readonly id: string }) => nodeView(views, id),
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => nodeView(views, id)),
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const repository = findRepository(context, owner, name);
      if (repository !== undefined && canSee(context, views.caller, repository))
        return views.repository(repository);
      throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    organization: ({ login }: { readonly login: string }) => {
      const organization = organizationByLogin(context, login);
      if (organization !== undefined) return views.organization(organization);
      throw notFound(`Could not resolve to an Organization with the login of '${login}'.`);
    },
    user: ({ login }: { readonly login: string }) => {
      const account = accountByLogin(context, login);
      if (account?.type === "User") return views.user(account);
      throw notFound(`Could not resolve to a User with the login of '${login}'.`);
    },
    viewer: () => {
      const login = viewerLogin(views);
      if (login !== null) return views.user(accountOf(context, login));
      throw new GithubProblem("forbidden", "Resource not accessible by integration");
    },
    rateLimit: () => rateLimitView(facts),
  };
}

/** Null while the limits are off. */
function rateLimitView({ budget, demand }: RateLimitFacts): View | null {
  if (budget === null) return null;
  return {
    __typename: "RateLimit",
    cost: demand.cost,
    nodeCount: demand.nodes,
    limit: budget.limit,
    remaining: budget.remaining,
    used: budget.used,
    resetAt: new Date(budget.reset * 1000).toISOString().replace(".000Z", "Z"),
  };
}
