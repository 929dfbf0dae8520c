import type { Caller, SandboxContext } from "../context.ts";
import type {
  Installation,
  Organization,
  PermissionLevel,
  Repository,
  RepositoryRole,
} from "../model.ts";
import { isAmong, isMember, organizationByLogin } from "./accounts.ts";
import { GithubProblem, notFound } from "./problem.ts";
import { findRepository } from "./repositories.ts";

export type Role = RepositoryRole | "none";

/** The repository if the caller may know of it; else 404, as if there were none. */
export function visibleRepository(
  context: SandboxContext,
  caller: Caller,
  owner: string,
  name: string,
): Repository {
  const repository = findRepository(context, owner, name);
  if (repository === undefined || !canSee(context, caller, repository)) throw notFound();
  return repository;
}

export function canSee(context: SandboxContext, caller: Caller, repository: Repository): boolean {
  return !repository.private || reaches(context, caller, repository);
}

/** The role that a person has by ownership, organisation, team and invitation, whichever is highest. */
export function roleOf(context: SandboxContext, repository: Repository, login: string): Role {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return "admin";
  const organization = organizationByLogin(context, repository.owner);
  const roles: readonly Role[] = [
    repository.private ? "none" : "read",
    collaboratorRole(repository, login),
    ...(organization === undefined ? [] : organizationRoles(repository, organization, login)),
  ];
  return roles.reduce((best, role) => (rank(role) > rank(best) ? role : best));
}

export function hasRole(
  context: SandboxContext,
  repository: Repository,
  login: string,
  least: RepositoryRole,
): boolean {
  return rank(roleOf(context, repository, login)) >= rank(least);
}

/** What GitHub answers for a role in the old field `permission`, which knows fewer words. */
export function legacyPermission(role: Role): "admin" | "write" | "read" | "none" {
  switch (role) {
    case "admin":
    case "none":
    case "read":
    case "write":
      return role;
    case "maintain":
      return "write";
    case "triage":
      return "read";
  }
}

/** Whether a caller who sees the repository may do this with it. `permission` is an App permission's name. */
export function allows(
  context: SandboxContext,
  caller: Caller,
  repository: Repository,
  permission: string,
  level: PermissionLevel,
): boolean {
  switch (caller.kind) {
    case "anonymous":
      return level === "read" && !repository.private;
    case "app":
      return false;
    case "user":
      return hasRole(context, repository, caller.login, neededRole(permission, level));
    case "installation":
    case "actions":
      return reaches(context, caller, repository)
        ? covers(caller.permissions, permission, level)
        : level === "read" && !repository.private;
  }
}

/** 403 as GitHub says it to Apps and to people, 401 to nobody. */
export function requireAccess(
  context: SandboxContext,
  caller: Caller,
  repository: Repository,
  permission: string,
  level: PermissionLevel,
): void {
  if (allows(context, caller, repository, permission, level)) return;
  throw refusalFor(caller);
}

/** For what an App may do with its permission, but a person only in a role of their own. */
export function requireRole(
  context: SandboxContext,
  caller: Caller,
  repository: Repository,
  least: RepositoryRole,
): void {
  if (caller.kind === "user" && !hasRole(context, repository, caller.login, least))
    throw refusalFor(caller);
}

/** An installation covers an account's repositories: all, or those selected. */
export function installationCovers(installation: Installation, repository: Repository): boolean {
  return (
    installation.account.toLowerCase() === repository.owner.toLowerCase() &&
    (installation.repositorySelection === "all" ||
      installation.repositoryIds.includes(repository.id))
  );
}

/** Teams are visible to the organisation's members and to Apps installed on it with `members`. */
export function seesTeams(caller: Caller, organization: Organization): boolean {
  switch (caller.kind) {
    case "anonymous":
    case "app":
    case "actions":
      return false;
    case "user":
      return isMember(organization, caller.login);
    case "installation":
      return (
        caller.installation.account.toLowerCase() === organization.login.toLowerCase() &&
        covers(caller.permissions, "members", "read")
      );
  }
}

function covers(
  permissions: Readonly<Record<string, PermissionLevel>>,
  permission: string,
  level: PermissionLevel,
): boolean {
  if (permission === "metadata" && level === "read") return true;
  const granted = permissions[permission];
  return granted === "write" || granted === level;
}

/** Whether a caller has something to do with the repository beyond its being public. */
function reaches(context: SandboxContext, caller: Caller, repository: Repository): boolean {
  switch (caller.kind) {
    case "anonymous":
    case "app":
      return false;
    case "user":
      return roleOf(context, repository, caller.login) !== "none";
    case "installation":
      return (
        installationCovers(caller.installation, repository) &&
        (caller.repositoryIds === null || caller.repositoryIds.includes(repository.id))
      );
    case "actions":
      return caller.repositoryId === repository.id;
  }
}

const ranks: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

function rank(role: Role): number {
  return ranks.indexOf(role);
}

function collaboratorRole(repository: Repository, login: string): Role {
  const wanted = login.toLowerCase();
  const entries = Object.entries(repository.collaborators);
  return entries.find(([known]) => known.toLowerCase() === wanted)?.[1] ?? "none";
}

function organizationRoles(
  repository: Repository,
  organization: Organization,
  login: string,
): readonly Role[] {
  if (isAmong(organization.owners, login)) return ["admin"];
  const teams = organization.teams
    .filter((team) => isAmong(team.members, login))
    .map((team) => repository.teams?.[team.slug] ?? "none");
  const base = isMember(organization, login) ? (organization.basePermission ?? "read") : "none";
  return [...teams, base];
}

/** Everyone who can read may comment, open issues and open pull requests; the rest of writing is for writers. */
function neededRole(permission: string, level: PermissionLevel): RepositoryRole {
  if (permission === "administration") return "admin";
  if (level === "read" || permission === "issues" || permission === "pull_requests") return "read";
  return "write";
}

function refusalFor(caller: Caller): GithubProblem {
  switch (caller.kind) {
    case "anonymous":
      return new GithubProblem("unauthenticated", "Requires authentication");
    case "user":
      return new GithubProblem("forbidden", "Must have admin rights to Repository.");
    case "app":
    case "installation":
    case "actions":
      return new GithubProblem("forbidden", "Resource not accessible by integration");
  }
}
