import { seesTeams } from "../../github/access.ts";
import {
  accountOf,
  appById,
  isAmong,
  isMember,
  organizationByLogin,
  teamBySlug,
} from "../../github/accounts.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { GithubProblem } from "../../github/problem.ts";
import type { Account, Organization, Team } from "../../model.ts";
import { epoch, profilePath } from "../../rest/account-json.ts";
import { htmlUrl } from "../../rest/urls.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";

export function actorView(views: Views, who: Account | string): View {
  const account = toAccount(views, who);
  if (account.type === "User") return views.user(account);
  if (account.type === "Bot") return botView(views, account);
  const organization = organizationByLogin(views.context, account.login);
  return views.organization(
    organization ?? { login: account.login, owners: [], members: [], teams: [] },
  );
}

export function userView(views: Views, who: Account | string): View {
  const account = toAccount(views, who);
  return {
    __typename: "User",
    ...identity(views, account),
    login: account.login,
    name: account.name,
    email: account.email ?? "",
    isViewer: account.login === viewerLogin(views),
    organization: ({ login }: { readonly login: string }) => {
      const organization = organizationByLogin(views.context, login);
      const isIts = organization !== undefined && isMember(organization, account.login);
      return isIts ? views.organization(organization) : null;
    },
  };
}

export function organizationView(views: Views, organization: Organization): View {
  const account = accountOf(views.context, organization.login);
  const { owners, members, teams } = organization;
  const people = [...owners, ...members.filter((login) => !isAmong(owners, login))];
  const visibleTeams = () => (maySeeTeams(views, organization) ? teams : []);
  return {
    __typename: "Organization",
    ...identity(views, account),
    login: account.login,
    name: account.name,
    membersWithRole: (args: PageArguments) =>
      connection({
        name: "membersWithRole",
        args,
        items: people,
        keyOf: (login) => login,
        toNode: views.user,
        toEdge: (login) => ({ role: isAmong(owners, login) ? "ADMIN" : "MEMBER" }),
      }),
    team: ({ slug }: { readonly slug: string }) => {
      const team = teamBySlug({ ...organization, teams: visibleTeams() }, slug);
      return team === undefined ? null : views.team(organization, team);
    },
    teams: (args: PageArguments) =>
      connection({
        name: "teams",
        args,
        items: visibleTeams(),
        keyOf: (team) => team.id,
        toNode: (team) => views.team(organization, team),
      }),
  };
}

export function teamView(views: Views, organization: Organization, team: Team): View {
  const { owners } = organization;
  const roleOf = (login: string) => (isAmong(owners, login) ? "MAINTAINER" : "MEMBER");
  return {
    __typename: "Team",
    id: formatNodeId("Team", team.id),
    databaseId: team.id,
    name: team.name,
    slug: team.slug,
    combinedSlug: `${organization.login}/${team.slug}`,
    organization: () => views.organization(organization),
    members: ({ role, query, membership, ...args }: TeamMembersArguments) =>
      connection({
        name: "members",
        args,
        // Teams have no teams below them here.
        items: (membership === "CHILD_TEAM" ? [] : team.members).filter(
          (login) => (!role || roleOf(login) === role) && isNamed(views, login, query),
        ),
        keyOf: (login) => login,
        toNode: views.user,
        toEdge: (login) => ({ role: roleOf(login) }),
      }),
  };
}

type TeamMembersArguments = PageArguments & {
  readonly role?: "MAINTAINER" | "MEMBER" | null;
  readonly query?: string | null;
  readonly membership?: string | null;
};

export function appView(views: Views, appId: number): View | null {
  const app = appById(views.context, appId);
  if (app === undefined) return null;
  return {
    __typename: "App",
    id: formatNodeId("App", app.id),
    databaseId: app.id,
    name: app.name,
    slug: app.slug,
    url: htmlUrl(views.context, `/apps/${app.slug}`),
  };
}

/** Whom `viewer` is; null for an App itself and for nobody. */
export function viewerLogin({ caller }: Views): string | null {
  switch (caller.kind) {
    case "user":
      return caller.login;
    case "installation":
      return `${caller.app.slug}[bot]`;
    case "actions":
      return "github-actions[bot]";
    case "anonymous":
    case "app":
      return null;
  }
}

/** Whether the login, or the name, has these letters in it. */
export function isNamed(
  { context }: Views,
  login: string,
  query: string | null | undefined,
): boolean {
  if (!query) return true;
  const { name } = accountOf(context, login);
  return `${login} ${name ?? ""}`.toLowerCase().includes(query.toLowerCase());
}

function botView(views: Views, account: Account): View {
  return {
    __typename: "Bot",
    ...identity(views, account),
    login: account.login.replace(/\[bot\]$/, ""),
  };
}

function identity({ context }: Views, account: Account) {
  const path = profilePath(account);
  return {
    id: formatNodeId(account.type, account.id),
    databaseId: account.id,
    resourcePath: path,
    url: htmlUrl(context, path),
    createdAt: epoch,
    updatedAt: epoch,
  };
}

function toAccount({ context }: Views, who: Account | string): Account {
  return typeof who === "string" ? accountOf(context, who) : who;
}

/** An App without the permission is refused; others see none, as if there were none. */
function maySeeTeams({ caller }: Views, organization: Organization): boolean {
  if (seesTeams(caller, organization)) return true;
  if (caller.kind === "user") return false;
  throw new GithubProblem("forbidden", "Resource not accessible by integration");
}
