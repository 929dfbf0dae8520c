import type { SandboxContext } from "../context.ts";
import type { Repository } from "../model.ts";

/** An address of the REST API; `path` begins with a slash. */
export function apiUrl(context: SandboxContext, path: string): string {
  return `${context.baseUrl()}/api/v3${path}`;
}

/** An address that a person would open. The sandbox has no pages: git remotes are below it. */
export function htmlUrl(context: SandboxContext, path: string): string {
  return `${context.baseUrl()}${path}`;
}

function repositoryPath(repository: Repository): string {
  return `/repos/${repository.owner}/${repository.name}`;
}

export function repositoryUrl(context: SandboxContext, repository: Repository, path = ""): string {
  return apiUrl(context, `${repositoryPath(repository)}${path}`);
}

export function repositoryHtmlUrl(
  context: SandboxContext,
  repository: Repository,
  path = "",
): string {
  return htmlUrl(context, `/${repository.owner}/${repository.name}${path}`);
}
