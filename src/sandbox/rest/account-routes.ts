import type { SandboxContext } from "../context.ts";
import {
  accountById,
  accountByLogin,
  isAmong,
  organizationByLogin,
  teamBySlug,
} from "../github/accounts.ts";
import { seesTeams } from "../github/access.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import type { ApiRequest, Route } from "../http/router.ts";
import type { Account, Organization, Team } from "../model.ts";
import { accountJson, organizationJson, privateUserJson, publicUserJson } from "./account-json.ts";
import { list, ok } from "./answers.ts";
import { choice, number, text } from "./inputs.ts";
import { apiUrl } from "./urls.ts";

/** People, organisations and teams. */
export const accountRoutes: readonly Route[] = [
  {
    operation: "users/get-authenticated",
    method: "GET",
    path: "/user",
    permission: "none",
    handle: (request, context) => Promise.resolve(ok(ownAccount(request, context))),
  },
  {
    operation: "users/get-by-id",
    method: "GET",
    path: "/user/{account_id}",
    permission: "none",
    handle: (request, context) =>
      Promise.resolve(
        ok(publicUserJson(context, found(accountById(context, number(request, "account_id"))))),
      ),
  },
  {
    operation: "users/get-by-username",
    method: "GET",
    path: "/users/{username}",
    permission: "none",
    handle: (request, context) =>
      Promise.resolve(
        ok(publicUserJson(context, found(accountByLogin(context, text(request, "username"))))),
      ),
  },
  {
    operation: "orgs/get",
    method: "GET",
    path: "/orgs/{org}",
    permission: "none",
    handle: (request, context) => {
      const organization = organizationOf(request, context);
      const account = found(accountByLogin(context, organization.login));
      return Promise.resolve(ok(organizationJson(context, account)));
    },
  },
  {
    operation: "teams/list-members-in-org",
    method: "GET",
    path: "/orgs/{org}/teams/{team_slug}/members",
    permission: { name: "members", level: "read" },
    handle: (request, context) => {
      const { team } = teamOf(request, context);
      const role = choice(request, "role", ["member", "maintainer", "all"]) ?? "all";
      const members = role === "maintainer" ? [] : team.members;
      return list(request, context, members, (login) => accountJson(context, login));
    },
  },
  {
    operation: "teams/get-membership-for-user-in-org",
    method: "GET",
    path: "/orgs/{org}/teams/{team_slug}/memberships/{username}",
    permission: { name: "members", level: "read" },
    handle: (request, context) => {
      const { organization, team } = teamOf(request, context);
      const login = text(request, "username");
      if (!isAmong(team.members, login)) throw notFound();
      return Promise.resolve(ok(membershipJson(context, organization, team, login)));
    },
  },
];

function found(account: Account | undefined): Account {
  if (account === undefined) throw notFound();
  return account;
}

/** An installation is nobody: GitHub answers 403. */
function ownAccount({ caller }: ApiRequest, context: SandboxContext) {
  switch (caller.kind) {
    case "anonymous":
      throw new GithubProblem("unauthenticated", "Requires authentication");
    case "user":
      return privateUserJson(context, found(accountByLogin(context, caller.login)));
    case "app":
    case "installation":
    case "actions":
      throw new GithubProblem("forbidden", "Resource not accessible by integration");
  }
}

function organizationOf(request: ApiRequest, context: SandboxContext): Organization {
  const organization = organizationByLogin(context, text(request, "org"));
  if (organization === undefined) throw notFound();
  return organization;
}

function teamOf(
  request: ApiRequest,
  context: SandboxContext,
): { readonly organization: Organization; readonly team: Team } {
  const organization = organizationOf(request, context);
  const team = teamBySlug(organization, text(request, "team_slug"));
  if (team === undefined || !seesTeams(request.caller, organization)) throw notFound();
  return { organization, team };
}

function membershipJson(
  context: SandboxContext,
  organization: Organization,
  team: Team,
  login: string,
) {
  return {
    state: "active",
    role: isAmong(organization.owners, login) ? "maintainer" : "member",
    url: apiUrl(context, `/orgs/${organization.login}/teams/${team.slug}/memberships/${login}`),
  };
}
