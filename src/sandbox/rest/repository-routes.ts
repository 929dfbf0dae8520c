import { hasRole, legacyPermission, roleOf } from "../github/access.ts";
import { accountByLogin } from "../github/accounts.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import type { SandboxContext } from "../context.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import { accountJson } from "./account-json.ts";
import { ok } from "./answers.ts";
import { readable, text } from "./inputs.ts";
import { fullRepositoryJson, rolePermissionsJson } from "./repository-json.ts";

/** Repositories themselves, and who may do what in them. */
export const repositoryRoutes: readonly Route[] = [
  {
    operation: "repos/get",
    method: "GET",
    path: "/repos/{owner}/{repo}",
    permission: { name: "metadata", level: "read" },
    handle: (request, context) => {
      const repository = readable(request, context, "metadata");
      return Promise.resolve(ok(fullRepositoryJson(context, repository, request.caller)));
    },
  },
  {
    operation: "repos/get-collaborator-permission-level",
    method: "GET",
    path: "/repos/{owner}/{repo}/collaborators/{username}/permission",
    permission: { name: "metadata", level: "read" },
    handle: permissionLevel,
  },
];

function permissionLevel(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "metadata");
  const { caller } = request;
  if (caller.kind === "user" && !hasRole(context, repository, caller.login, "write"))
    throw new GithubProblem("forbidden", "Must have push access to view collaborator permission.");
  const login = text(request, "username");
  const account = accountByLogin(context, login);
  if (account === undefined) throw notFound(`${login} is not a user`);
  const role = roleOf(context, repository, account.login);
  return Promise.resolve(
    ok({
      permission: legacyPermission(role),
      role_name: role,
      user: {
        ...accountJson(context, account),
        role_name: role,
        permissions: rolePermissionsJson(role),
      },
    }),
  );
}
