import type { Caller, SandboxContext } from "../context.ts";
import { appById } from "../github/accounts.ts";
import type { AccessToken } from "../model.ts";
import { ApiError } from "./api-error.ts";
import { verifyAppJwt } from "./app-jwt.ts";

/**
 * Who sends this `Authorization` header: `Bearer` or `token` with any kind of token, or `Basic` with one as the
 * password, as git sends it, or as the user. 401 for a token that is unknown or has expired by the sandbox's clock.
 */
export function authenticate(context: SandboxContext, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: "anonymous" };
  const token = tokenIn(authorization);
  if (token === undefined) throw badCredentials();
  const person = context.state.userTokens.get(token);
  if (person !== undefined) return { kind: "user", login: person.login };
  const access = context.state.accessTokens.get(token);
  if (access !== undefined) return holderOf(context, access);
  if (looksLikeJwt(token)) return { kind: "app", app: verifyAppJwt(context, token) };
  throw badCredentials();
}

function tokenIn(authorization: string): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
    case "token":
      return value;
    case "basic": {
      const [user = "", ...password] = Buffer.from(value, "base64").toString("utf8").split(":");
      const token = password.join(":");
      return token === "" || token === "x-oauth-basic" ? user : token;
    }
    default:
      return undefined;
  }
}

function holderOf(context: SandboxContext, token: AccessToken): Caller {
  if (Date.parse(token.expiresAt) <= context.now().getTime()) throw badCredentials();
  const { permissions } = token;
  if (token.kind === "actions") {
    const [repositoryId] = token.repositoryIds ?? [];
    if (repositoryId === undefined) throw badCredentials();
    return { kind: "actions", permissions, repositoryId };
  }
  const installation = context.state.installations.get(token.installationId ?? 0);
  const app = installation === undefined ? undefined : appById(context, installation.appId);
  if (installation === undefined || app === undefined) throw badCredentials();
  const { repositoryIds } = token;
  return { kind: "installation", app, installation, permissions, repositoryIds };
}

/** Installation tokens hold dots, too, but begin with `ghs_`. */
function looksLikeJwt(token: string): boolean {
  return token.startsWith("ey") && token.split(".").length === 3;
}

function badCredentials(): ApiError {
  return new ApiError(401, "Bad credentials");
}
