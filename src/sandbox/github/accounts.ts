import type { Caller, SandboxContext } from "../context.ts";
import type { Account, App, Organization, Team } from "../model.ts";
import { GithubProblem, invalid } from "./problem.ts";

/** Who does something: the account that GitHub shows for it and, when an App acts, that App. */
export type Actor = {
  readonly login: string;
  readonly account: Account;
  /** For a workflow's token this is `githubActions`. */
  readonly app: App | null;
};

/** The App behind every workflow's token; it has no installation and no webhook. */
const githubActions: App = {
  id: 15368,
  slug: "github-actions",
  name: "GitHub Actions",
  owner: "github",
  publicKeyPem: "",
  permissions: {},
  events: [],
  webhook: { url: null, secret: "", active: false },
};

/** What GitHub signs the commits with that it makes itself. */
export const webFlowIdentity = { name: "GitHub", email: "noreply@github.com" };

/** Who a request acts as. An App's JWT and nobody's request act as no one: 403 and 401. */
export function actorOf(context: SandboxContext, caller: Caller): Actor {
  switch (caller.kind) {
    case "anonymous":
      throw new GithubProblem("unauthenticated", "Requires authentication");
    case "user": {
      const account = accountOf(context, caller.login);
      return { login: account.login, account, app: null };
    }
    case "app":
      throw new GithubProblem("forbidden", "Resource not accessible by integration");
    case "installation": {
      const account = botAccountOf(context, caller.app);
      return { login: account.login, account, app: caller.app };
    }
    case "actions": {
      const account = botAccountOf(context, githubActions);
      return { login: account.login, account, app: githubActions };
    }
  }
}

/** For what somebody did outside of the API, by `git push`. */
export function actorNamed(context: SandboxContext, login: string): Actor {
  const account = accountOf(context, login);
  const appId = appIdOfLogin(context, account.login);
  return {
    login: account.login,
    account,
    app: appId === null ? null : (appById(context, appId) ?? null),
  };
}

/** Logins are the same whatever their case. Bots are found by `<slug>[bot]`. */
export function accountByLogin(context: SandboxContext, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  const isIt = (account: Account) => account.login.toLowerCase() === wanted;
  return context.state.accounts.find(isIt) ?? builtIn.find(isIt);
}

/** As `accountByLogin`; what an unknown login did is shown as done by `ghost`. */
export function accountOf(context: SandboxContext, login: string): Account {
  return accountByLogin(context, login) ?? ghost;
}

export function accountById(context: SandboxContext, id: number): Account | undefined {
  return context.state.accounts.get(id) ?? builtIn.find((account) => account.id === id);
}

/** The account that a commit's author or committer address belongs to. */
export function accountByEmail(context: SandboxContext, email: string): Account | undefined {
  const wanted = email.toLowerCase();
  const [, login] = /^(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$/.exec(wanted) ?? [];
  if (login !== undefined) return accountByLogin(context, login);
  const isIt = (account: Account) => account.email?.toLowerCase() === wanted;
  return builtIn.find(isIt) ?? context.state.accounts.find(isIt);
}

/** The account an App acts as; made together with the App. */
function botAccountOf(context: SandboxContext, app: App): Account {
  return accountOf(context, `${app.slug}[bot]`);
}

/** Name and address of a person or bot as GitHub writes them into commits: without what would break a commit's header. */
export function gitIdentityOf(account: Account): { readonly name: string; readonly email: string } {
  const name = (account.name ?? account.login).replace(/[\s\p{Cc}<>]+/gu, " ").trim();
  return {
    name: name === "" ? account.login : name,
    email: account.email ?? `${account.id}+${account.login}@users.noreply.github.com`,
  };
}

export function createUser(
  context: SandboxContext,
  user: { readonly login: string; readonly name?: string | null; readonly email?: string | null },
): Account {
  return createAccount(context, { ...user, type: "User" });
}

/** The account that `<slug>[bot]` names, for a new App. */
export function createBot(context: SandboxContext, slug: string): Account {
  return createAccount(context, { login: `${slug}[bot]`, type: "Bot" });
}

export function createOrganization(
  context: SandboxContext,
  organization: {
    readonly login: string;
    readonly name?: string | null;
    readonly owners: readonly string[];
    readonly members?: readonly string[];
  },
): Account {
  const { login, name, owners, members = [] } = organization;
  const account = createAccount(context, { login, name: name ?? null, type: "Organization" });
  context.state.organizations.put({ login, owners, members, teams: [] });
  return account;
}

export function organizationByLogin(
  context: SandboxContext,
  login: string,
): Organization | undefined {
  const wanted = login.toLowerCase();
  return context.state.organizations.find((known) => known.login.toLowerCase() === wanted);
}

export function createTeam(
  context: SandboxContext,
  team: {
    readonly organization: string;
    readonly slug: string;
    readonly name?: string;
    readonly members: readonly string[];
  },
): Team {
  const organization = organizationByLogin(context, team.organization);
  if (organization === undefined) throw new GithubProblem("not-found", "Not Found");
  const created: Team = {
    id: context.state.nextId("teams"),
    slug: team.slug,
    name: team.name ?? team.slug,
    members: team.members,
  };
  context.state.organizations.put({
    ...organization,
    teams: [...organization.teams, created],
  });
  return created;
}

export function teamBySlug(organization: Organization, slug: string): Team | undefined {
  return organization.teams.find((team) => team.slug === slug.toLowerCase());
}

/** Owners are members. */
export function isMember(organization: Organization, login: string): boolean {
  return isAmong([...organization.owners, ...organization.members], login);
}

export function isAmong(logins: readonly string[], login: string): boolean {
  return logins.some((known) => known.toLowerCase() === login.toLowerCase());
}

/** Built-in or created; built-in is only GitHub Actions. */
export function appById(context: SandboxContext, id: number): App | undefined {
  return id === githubActions.id ? githubActions : context.state.apps.get(id);
}

export function appBySlug(context: SandboxContext, slug: string): App | undefined {
  if (slug === githubActions.slug) return githubActions;
  return context.state.apps.find((app) => app.slug === slug);
}

/** The App whose bot has this login; null for people. */
export function appIdOfLogin(context: SandboxContext, login: string): number | null {
  const [, slug] = /^(.+)\[bot\]$/.exec(login) ?? [];
  return slug === undefined ? null : (appBySlug(context, slug)?.id ?? null);
}

const ghost: Account = {
  id: 10137,
  login: "ghost",
  type: "User",
  name: "Deleted user",
  email: null,
};

/** Accounts that every GitHub has, with their ids there. */
const builtIn: readonly Account[] = [
  ghost,
  {
    id: 9919,
    login: "github",
    type: "Organization",
    name: "GitHub",
    email: null,
  },
  {
    id: 19864447,
    login: "web-flow",
    type: "User",
    name: webFlowIdentity.name,
    email: webFlowIdentity.email,
  },
  { id: 41898282, login: "github-actions[bot]", type: "Bot", name: null, email: null },
];

function createAccount(
  context: SandboxContext,
  input: {
    readonly login: string;
    readonly type: Account["type"];
    readonly name?: string | null;
    readonly email?: string | null;
  },
): Account {
  if (accountByLogin(context, input.login) !== undefined)
    throw invalid({ resource: input.type, field: "login", code: "already_exists" });
  const account: Account = {
    id: context.state.nextId("accounts"),
    login: input.login,
    type: input.type,
    name: input.name ?? null,
    email: input.email ?? null,
  };
  context.state.accounts.put(account);
  return account;
}
