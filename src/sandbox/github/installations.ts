import { randomBytes } from "node:crypto";

import type { SandboxContext } from "../context.ts";
import type {
  AccessToken,
  App,
  Installation,
  PermissionLevel,
  Permissions,
  Repository,
} from "../model.ts";
import { installationCovers } from "./access.ts";
import { accountByLogin, appBySlug, createBot } from "./accounts.ts";
import { toIso } from "./instants.ts";
import { invalid, notFound, unprocessable } from "./problem.ts";

/** GitHub's: an hour. */
const tokenLifetimeMs = 60 * 60 * 1000;

/** An App and the bot account it acts as. */
export function createApp(
  context: SandboxContext,
  input: Omit<App, "id"> & { readonly id?: number },
): App {
  if (appBySlug(context, input.slug) !== undefined)
    throw invalid({ resource: "App", field: "slug", code: "already_exists" });
  const app: App = { ...input, id: input.id ?? context.state.nextId("apps") };
  createBot(context, app.slug);
  context.state.apps.put(app);
  return app;
}

/** Grants an account's repositories, all or some, to an App with all the permissions it asks for. */
export function installApp(
  context: SandboxContext,
  app: App,
  input: {
    readonly account: string;
    readonly repositories?: "all" | readonly Repository[];
    readonly permissions?: Permissions;
  },
): Installation {
  const account = accountByLogin(context, input.account);
  if (account === undefined) throw notFound();
  const { repositories = "all" } = input;
  const installation: Installation = {
    id: context.state.nextId("installations"),
    appId: app.id,
    account: account.login,
    permissions: input.permissions ?? app.permissions,
    repositorySelection: repositories === "all" ? "all" : "selected",
    repositoryIds: repositories === "all" ? [] : repositories.map(({ id }) => id),
    createdAt: toIso(context.now()),
  };
  context.state.installations.put(installation);
  return installation;
}

export function installationsOfApp(context: SandboxContext, app: App): readonly Installation[] {
  return context.state.installations.filter((installation) => installation.appId === app.id);
}

export function installationOfAccount(
  context: SandboxContext,
  app: App,
  login: string,
): Installation | undefined {
  return installationsOfApp(context, app).find(
    (installation) => installation.account.toLowerCase() === login.toLowerCase(),
  );
}

export function installationOfRepository(
  context: SandboxContext,
  app: App,
  repository: Repository,
): Installation | undefined {
  return installationsOfApp(context, app).find((installation) =>
    installationCovers(installation, repository),
  );
}

export function repositoriesOfInstallation(
  context: SandboxContext,
  installation: Installation,
  repositoryIds: readonly number[] | null = null,
): readonly Repository[] {
  return context.state.repositories.filter(
    (repository) =>
      installationCovers(installation, repository) &&
      (repositoryIds === null || repositoryIds.includes(repository.id)),
  );
}

/** A token for less or all of what the installation has; asking for more is refused: 422. */
export function createInstallationToken(
  context: SandboxContext,
  installation: Installation,
  input: {
    readonly permissions?: Permissions | undefined;
    /** Names without owner. */
    readonly repositories?: readonly string[] | undefined;
    readonly repositoryIds?: readonly number[] | undefined;
  } = {},
): Promise<AccessToken> {
  const token: AccessToken = {
    token: newToken(installation),
    kind: "installation",
    installationId: installation.id,
    permissions: narrowedPermissions(installation, input.permissions),
    repositoryIds: narrowedRepositories(context, installation, input),
    expiresAt: toIso(new Date(context.now().getTime() + tokenLifetimeMs)),
  };
  context.state.accessTokens.put(token);
  return Promise.resolve(token);
}

/** As long as GitHub's stateless tokens are, so that nobody comes to rely on forty characters. */
function newToken(installation: Installation): string {
  const part = (bytes: number) => randomBytes(bytes).toString("base64url");
  return `ghs_${installation.appId}_${part(48)}.${part(180)}.${part(64)}`;
}

function narrowedPermissions(
  installation: Installation,
  asked: Permissions | undefined,
): Permissions {
  if (asked === undefined) return installation.permissions;
  const isGranted = ([name, level]: readonly [string, PermissionLevel]) => {
    const granted = installation.permissions[name] ?? (name === "metadata" ? "read" : undefined);
    return granted === "write" || granted === level;
  };
  if (!Object.entries(asked).every(isGranted))
    throw unprocessable("The permissions requested are not granted to this installation.");
  return asked;
}

function narrowedRepositories(
  context: SandboxContext,
  installation: Installation,
  asked: Parameters<typeof createInstallationToken>[2] & object,
): readonly number[] | null {
  if (asked.repositories === undefined && asked.repositoryIds === undefined) return null;
  const reachable = repositoriesOfInstallation(context, installation);
  const byName = (asked.repositories ?? []).map((name) =>
    reachable.find((repository) => repository.name.toLowerCase() === name.toLowerCase()),
  );
  const byId = (asked.repositoryIds ?? []).map((id) =>
    reachable.find((repository) => repository.id === id),
  );
  return [...byName, ...byId].map((repository) => {
    if (repository !== undefined) return repository.id;
    throw unprocessable(
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  });
}
