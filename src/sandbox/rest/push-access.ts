import type { SandboxContext } from "../context.ts";
import { hasRole, visibleRepository } from "../github/access.ts";
import { notFound } from "../github/problem.ts";
import type { ApiRequest } from "../http/router.ts";
import type { Repository } from "../model.ts";
import { text, writable } from "./inputs.ts";

/** The repository in the path if the caller may push to it. GitHub tells a person who may not: 404. */
export function pushable(request: ApiRequest, context: SandboxContext): Repository {
  const { caller } = request;
  const owner = text(request, "owner");
  const repository = visibleRepository(context, caller, owner, text(request, "repo"));
  if (caller.kind === "user" && !hasRole(context, repository, caller.login, "write"))
    throw notFound();
  return writable(request, context, "contents");
}
