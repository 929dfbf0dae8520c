import type { Caller, SandboxContext } from "../context.ts";
import { allows, canSee } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import { findRepository } from "../github/repositories.ts";
import type { Repository } from "../model.ts";
import { ApiError } from "./api-error.ts";
import { authenticate } from "./authenticate.ts";

/** Whether a git client may fetch or push; a refusal has the status to answer with. */
export type GitAccess =
  | { readonly kind: "granted"; readonly repository: Repository; readonly login: string | null }
  | { readonly kind: "refused"; readonly status: 401 | 403 | 404; readonly message: string };

/** 401 makes the stock git client look for credentials; whoever has sent some is told 404 for what is hidden. */
export function gitAccess(
  context: SandboxContext,
  request: {
    readonly owner: string;
    readonly name: string;
    readonly writes: boolean;
    readonly authorization: string | undefined;
  },
): GitAccess {
  const caller = callerOf(context, request.authorization);
  if (caller === undefined) return refused(401, "Invalid username or token.");
  const repository = findRepository(context, request.owner, request.name);
  const isAnonymous = caller.kind === "anonymous";
  if (repository === undefined || !canSee(context, caller, repository))
    return isAnonymous
      ? refused(401, "Repository not found.")
      : refused(404, "Repository not found.");
  if (isAnonymous && request.writes) return refused(401, "Authentication required.");
  const level = request.writes ? "write" : "read";
  const login = isAnonymous || caller.kind === "app" ? null : actorOf(context, caller).login;
  if (!allows(context, caller, repository, "contents", level))
    return refused(
      403,
      `Permission to ${repository.owner}/${repository.name}.git denied to ${login ?? "nobody"}.`,
    );
  return { kind: "granted", repository, login };
}

function callerOf(context: SandboxContext, authorization: string | undefined): Caller | undefined {
  try {
    return authenticate(context, authorization);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function refused(status: 401 | 403 | 404, message: string): GitAccess {
  return { kind: "refused", status, message };
}
