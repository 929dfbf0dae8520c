import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { appBySlug } from "../github/accounts.ts";
import {
  createInstallationToken,
  installationOfAccount,
  installationOfRepository,
  installationsOfApp,
  repositoriesOfInstallation,
} from "../github/installations.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import { findRepository, repositoryById } from "../github/repositories.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { AccessToken, App, Installation, Repository } from "../model.ts";
import { countedList, created, list, ok } from "./answers.ts";
import { appJson, installationJson } from "./app-json.ts";
import { body, number, text } from "./inputs.ts";
import { fullRepositoryJson, repositoryJson } from "./repository-json.ts";

/** Apps, their installations and the tokens of these. */
export const appRoutes: readonly Route[] = [
  {
    operation: "apps/get-authenticated",
    method: "GET",
    path: "/app",
    permission: "app-jwt",
    handle: (request, context) => {
      const app = appOf(request);
      const installations_count = installationsOfApp(context, app).length;
      return Promise.resolve(ok({ ...appJson(context, app), installations_count }));
    },
  },
  {
    operation: "apps/get-by-slug",
    method: "GET",
    path: "/apps/{app_slug}",
    permission: "none",
    handle: (request, context) => {
      const app = appBySlug(context, text(request, "app_slug"));
      if (app === undefined) throw notFound();
      return Promise.resolve(ok(appJson(context, app)));
    },
  },
  {
    operation: "apps/get-webhook-config-for-app",
    method: "GET",
    path: "/app/hook/config",
    permission: "app-jwt",
    handle: (request) => {
      const { url, secret } = appOf(request).webhook;
      return Promise.resolve(
        ok({
          content_type: "json",
          insecure_ssl: "0",
          ...(secret === "" ? {} : { secret: "********" }),
          ...(url === null ? {} : { url }),
        }),
      );
    },
  },
  {
    operation: "apps/list-installations",
    method: "GET",
    path: "/app/installations",
    permission: "app-jwt",
    handle: (request, context) =>
      list(request, context, installationsOfApp(context, appOf(request)), (installation) =>
        installationJson(context, installation),
      ),
  },
  {
    operation: "apps/get-installation",
    method: "GET",
    path: "/app/installations/{installation_id}",
    permission: "app-jwt",
    handle: (request, context) => shown(context, installationById(request, context)),
  },
  {
    operation: "apps/create-installation-access-token",
    method: "POST",
    path: "/app/installations/{installation_id}/access_tokens",
    permission: "app-jwt",
    handle: createToken,
  },
  {
    operation: "apps/get-org-installation",
    method: "GET",
    path: "/orgs/{org}/installation",
    permission: "app-jwt",
    handle: (request, context) =>
      shown(context, installationOfAccount(context, appOf(request), text(request, "org"))),
  },
  {
    operation: "apps/get-user-installation",
    method: "GET",
    path: "/users/{username}/installation",
    permission: "app-jwt",
    handle: (request, context) =>
      shown(context, installationOfAccount(context, appOf(request), text(request, "username"))),
  },
  {
    operation: "apps/get-repo-installation",
    method: "GET",
    path: "/repos/{owner}/{repo}/installation",
    permission: "app-jwt",
    handle: (request, context) => {
      const repository = findRepository(context, text(request, "owner"), text(request, "repo"));
      if (repository === undefined) throw notFound();
      return shown(context, installationOfRepository(context, appOf(request), repository));
    },
  },
  {
    operation: "apps/list-repos-accessible-to-installation",
    method: "GET",
    path: "/installation/repositories",
    permission: "none",
    handle: (request, context) =>
      countedList(request, context, reachableRepositories(request, context), {
        name: "repositories",
        toJson: (repository) => fullRepositoryJson(context, repository, request.caller),
        extra: { repository_selection: selectionOf(request) },
      }),
  },
];

const level = v.picklist(["read", "write"]);

const tokenRequest = v.object({
  permissions: v.optional(v.record(v.string(), level)),
  repositories: v.optional(v.array(v.string())),
  repository_ids: v.optional(v.array(v.number())),
});

async function createToken(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const installation = installationById(request, context);
  const asked = body(request, tokenRequest);
  const token = await createInstallationToken(context, installation, {
    permissions: asked.permissions,
    repositories: asked.repositories,
    repositoryIds: asked.repository_ids,
  });
  return created(tokenJson(context, installation, token));
}

function tokenJson(context: SandboxContext, installation: Installation, token: AccessToken) {
  const selected = token.repositoryIds;
  return {
    token: token.token,
    expires_at: token.expiresAt,
    permissions: { metadata: "read", ...token.permissions },
    repository_selection: selected === null ? installation.repositorySelection : "selected",
    ...(selected === null
      ? {}
      : {
          repositories: selected
            .map((id) => repositoryById(context, id))
            .filter((repository) => repository !== undefined)
            .map((repository) => repositoryJson(context, repository)),
        }),
  };
}

function appOf({ caller }: ApiRequest): App {
  if (caller.kind === "app") return caller.app;
  throw new GithubProblem("unauthenticated", "A JSON web token could not be decoded");
}

function installationById(request: ApiRequest, context: SandboxContext): Installation {
  const installation = context.state.installations.get(number(request, "installation_id"));
  if (installation?.appId !== appOf(request).id) throw notFound();
  return installation;
}

function shown(
  context: SandboxContext,
  installation: Installation | undefined,
): Promise<ApiResponse> {
  if (installation === undefined) throw notFound();
  return Promise.resolve(ok(installationJson(context, installation)));
}

function reachableRepositories(
  { caller }: ApiRequest,
  context: SandboxContext,
): readonly Repository[] {
  if (caller.kind !== "installation")
    throw new GithubProblem("forbidden", "Resource not accessible by personal access token");
  return repositoriesOfInstallation(context, caller.installation, caller.repositoryIds);
}

function selectionOf({ caller }: ApiRequest): "all" | "selected" {
  if (caller.kind !== "installation" || caller.repositoryIds !== null) return "selected";
  return caller.installation.repositorySelection;
}
