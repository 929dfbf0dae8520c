import { allows, requireAccess } from "../github/access.ts";
import type { PermissionLevel, Repository } from "../model.ts";
import type { Views } from "./view.ts";

/** Any of them will do: the conversation of a pull request, for one, is also that of an issue. */
export type Permission =
  | "conversation"
  | "checks"
  | "contents"
  | "deployments"
  | "statuses"
  | "pull_requests"
  | "metadata";

const names: Readonly<Record<Permission, readonly [string, ...string[]]>> = {
  checks: ["checks"],
  contents: ["contents"],
  conversation: ["issues", "pull_requests"],
  deployments: ["deployments"],
  metadata: ["metadata"],
  pull_requests: ["pull_requests"],
  statuses: ["statuses"],
};

/** 403 in GitHub's words unless the caller may read this of the repository. */
export function requireReading(views: Views, repository: Repository, permission: Permission): void {
  requirePermission(views, repository, permission, "read");
}

export function requireWriting(views: Views, repository: Repository, permission: Permission): void {
  requirePermission(views, repository, permission, "write");
}

function requirePermission(
  { context, caller }: Views,
  repository: Repository,
  permission: Permission,
  level: PermissionLevel,
): void {
  const [first, ...others] = names[permission];
  if (others.some((name) => allows(context, caller, repository, name, level))) return;
  requireAccess(context, caller, repository, first, level);
}
