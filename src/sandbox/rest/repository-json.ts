import { roleOf } from "../github/access.ts";
import { accountByLogin, accountOf } from "../github/accounts.ts";
import type { Role } from "../github/access.ts";
import { formatNodeId } from "../github/node-id.ts";
import { repositoryById } from "../github/repositories.ts";
import type { Caller, SandboxContext } from "../context.ts";
import type { Repository } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { htmlUrl, repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `repository`, enough also for `minimal-repository`, `simple-repository` and webhooks. */
export function repositoryJson(context: SandboxContext, repository: Repository) {
  const openIssues = openIssuesOf(context, repository);
  const forks = forksOf(context, repository);
  return {
    id: repository.id,
    node_id: formatNodeId("Repository", repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: accountJson(context, repository.owner),
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    description: repository.description ?? null,
    fork: repository.forkOf !== null,
    default_branch: repository.defaultBranch,
    ...addresses(context, repository),
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
    open_issues_count: openIssues,
    open_issues: openIssues,
    forks_count: forks,
    forks,
    ...unused,
  };
}

/** GitHub's `full-repository`: what reading one repository answers, with what the caller may do. */
export function fullRepositoryJson(
  context: SandboxContext,
  repository: Repository,
  caller: Caller,
) {
  const parent =
    repository.forkOf === null ? undefined : repositoryById(context, repository.forkOf);
  const owner = accountByLogin(context, repository.owner);
  const permissions = permissionsJson(context, repository, caller);
  return {
    ...repositoryJson(context, repository),
    subscribers_count: 0,
    network_count: forksOf(context, repository),
    ...(permissions === undefined ? {} : { permissions }),
    ...(owner?.type === "Organization"
      ? { organization: accountJson(context, accountOf(context, repository.owner)) }
      : {}),
    ...(parent === undefined
      ? {}
      : { parent: repositoryJson(context, parent), source: repositoryJson(context, parent) }),
  };
}

/** The five booleans of a role. */
export function rolePermissionsJson(role: Role) {
  const order: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];
  const has = (least: Role) => order.indexOf(role) >= order.indexOf(least);
  return {
    admin: has("admin"),
    maintain: has("maintain"),
    push: has("write"),
    triage: has("triage"),
    pull: has("read"),
  };
}

function permissionsJson(context: SandboxContext, repository: Repository, caller: Caller) {
  switch (caller.kind) {
    case "anonymous":
    case "app":
      return undefined;
    case "user":
      return rolePermissionsJson(roleOf(context, repository, caller.login));
    case "installation":
    case "actions":
      return rolePermissionsJson(caller.permissions["contents"] === "write" ? "write" : "read");
  }
}

function openIssuesOf(context: SandboxContext, repository: Repository): number {
  return context.state.issues.filter(
    (issue) => issue.repositoryId === repository.id && issue.state === "open",
  ).length;
}

function forksOf(context: SandboxContext, repository: Repository): number {
  return context.state.repositories.filter((other) => other.forkOf === repository.id).length;
}

function addresses(context: SandboxContext, repository: Repository) {
  const api = repositoryUrl(context, repository);
  const html = repositoryHtmlUrl(context, repository);
  return {
    html_url: html,
    url: api,
    ...Object.fromEntries(Object.entries(templates).map(([name, path]) => [name, `${api}${path}`])),
    git_url: `${html.replace(/^https?:/, "git:")}.git`,
    ssh_url: `ssh://git@${new URL(htmlUrl(context, "")).host}/${repository.owner}/${repository.name}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
  };
}

const templates = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

/** What every repository has and the sandbox does not keep. */
const unused = {
  mirror_url: null,
  homepage: null,
  language: null,
  license: null,
  stargazers_count: 0,
  watchers_count: 0,
  watchers: 0,
  size: 0,
  is_template: false,
  topics: [],
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_downloads: true,
  has_discussions: false,
  archived: false,
  disabled: false,
  allow_forking: true,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  web_commit_signoff_required: false,
};
