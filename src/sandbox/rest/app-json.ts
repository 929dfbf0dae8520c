import type { SandboxContext } from "../context.ts";
import { accountOf, appById } from "../github/accounts.ts";
import { formatNodeId } from "../github/node-id.ts";
import type { Account, App, Installation } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { apiUrl, htmlUrl } from "./urls.ts";

/** GitHub's `integration`. */
export function appJson(context: SandboxContext, app: App) {
  return {
    id: app.id,
    client_id: `Iv1.${app.id.toString(16).padStart(16, "0")}`,
    slug: app.slug,
    node_id: formatNodeId("App", app.id),
    owner: accountJson(context, app.owner),
    name: app.name,
    description: "",
    external_url: htmlUrl(context, `/apps/${app.slug}`),
    html_url: htmlUrl(context, `/apps/${app.slug}`),
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
    permissions: { metadata: "read", ...app.permissions },
    events: app.events,
  };
}

/** What `performed_via_github_app` and `app` hold: the App, or null when none acted. */
export function appJsonOrNull(context: SandboxContext, appId: number | null) {
  const app = appId === null ? undefined : appById(context, appId);
  return app === undefined ? null : appJson(context, app);
}

/** GitHub's `installation`. */
export function installationJson(context: SandboxContext, installation: Installation) {
  const account = accountOf(context, installation.account);
  const app = appById(context, installation.appId);
  return {
    id: installation.id,
    client_id: app === undefined ? "" : appJson(context, app).client_id,
    account: installedAccountJson(context, account),
    repository_selection: installation.repositorySelection,
    access_tokens_url: apiUrl(context, `/app/installations/${installation.id}/access_tokens`),
    repositories_url: apiUrl(context, "/installation/repositories"),
    html_url: htmlUrl(context, `/settings/installations/${installation.id}`),
    app_id: installation.appId,
    app_slug: app?.slug ?? "",
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: "read", ...installation.permissions },
    events: app?.events ?? [],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** GitHub's description of the list of installations asks for a person's and an enterprise's fields at once. */
function installedAccountJson(context: SandboxContext, account: Account) {
  return {
    ...accountJson(context, account),
    name: account.name ?? account.login,
    slug: account.login,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
  };
}
