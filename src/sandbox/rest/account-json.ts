import type { SandboxContext } from "../context.ts";
import { accountOf, organizationByLogin } from "../github/accounts.ts";
import { formatNodeId } from "../github/node-id.ts";
import type { Account } from "../model.ts";
import { apiUrl, htmlUrl } from "./urls.ts";

/** GitHub's `simple-user`, of a person, an organisation or a bot; an unknown login is shown as `ghost`. */
export function accountJson(context: SandboxContext, who: Account | string) {
  const account = typeof who === "string" ? accountOf(context, who) : who;
  const url = apiUrl(context, `/users/${encodeURIComponent(account.login)}`);
  return {
    login: account.login,
    id: account.id,
    node_id: formatNodeId(account.type, account.id),
    avatar_url: htmlUrl(context, `/avatars/${account.id}`),
    gravatar_id: "",
    url,
    html_url: htmlUrl(context, profilePath(account)),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** GitHub's `public-user`: what anyone is told. */
export function publicUserJson(context: SandboxContext, account: Account) {
  return {
    ...accountJson(context, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    public_repos: publicRepositoriesOf(context, account.login),
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: epoch,
    updated_at: epoch,
  };
}

/** GitHub's `private-user`: what a person is told about themselves. */
export function privateUserJson(context: SandboxContext, account: Account) {
  return {
    ...publicUserJson(context, account),
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

/** GitHub's `organization-full`. */
export function organizationJson(context: SandboxContext, account: Account) {
  return {
    ...organizationSimpleJson(context, account),
    name: account.name ?? account.login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: publicRepositoriesOf(context, account.login),
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: htmlUrl(context, `/${account.login}`),
    type: "Organization",
    created_at: epoch,
    updated_at: epoch,
    archived_at: null,
    default_repository_permission:
      organizationByLogin(context, account.login)?.basePermission ?? "read",
  };
}

/** GitHub's `organization-simple`, which is also a webhook's `organization`. */
export function organizationSimpleJson(context: SandboxContext, account: Account) {
  const url = apiUrl(context, `/orgs/${account.login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: formatNodeId("Organization", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: htmlUrl(context, `/avatars/${account.id}`),
    description: "",
  };
}

/** Accounts have no date of their own: they are older than everything else. */
export const epoch = "2020-01-01T00:00:00Z";

/** Where a person would look at the account, below the server's address. */
export function profilePath(account: Account): string {
  return account.type === "Bot"
    ? `/apps/${account.login.replace(/\[bot\]$/, "")}`
    : `/${account.login}`;
}

function publicRepositoriesOf(context: SandboxContext, login: string): number {
  return context.state.repositories.filter(
    (repository) => !repository.private && repository.owner === login,
  ).length;
}
