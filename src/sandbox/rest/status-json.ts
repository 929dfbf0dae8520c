import type { SandboxContext } from "../context.ts";
import { formatNodeId } from "../github/node-id.ts";
import { repositoryOf } from "../github/repositories.ts";
import { combinedStatus } from "../github/statuses.ts";
import type { CommitStatus, Oid, Repository } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { repositoryJson } from "./repository-json.ts";
import { repositoryUrl } from "./urls.ts";

/** GitHub's `status`. */
export function statusJson(context: SandboxContext, status: CommitStatus) {
  return { ...simpleStatusJson(context, status), creator: accountJson(context, status.creator) };
}

/** GitHub's `simple-commit-status`: without its creator. */
function simpleStatusJson(context: SandboxContext, status: CommitStatus) {
  return {
    url: repositoryUrl(context, repositoryOf(context, status), `/statuses/${status.sha}`),
    avatar_url: accountJson(context, status.creator).avatar_url,
    id: status.id,
    node_id: formatNodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** GitHub's `combined-commit-status`: the newest of each context. */
export function combinedStatusJson(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
  page: (statuses: readonly CommitStatus[]) => readonly CommitStatus[],
) {
  const { state, statuses } = combinedStatus(context, repository, sha);
  return {
    state,
    statuses: page(statuses).map((status) => ({
      ...simpleStatusJson(context, status),
      required: null,
    })),
    sha,
    total_count: statuses.length,
    repository: repositoryJson(context, repository),
    commit_url: repositoryUrl(context, repository, `/commits/${sha}`),
    url: repositoryUrl(context, repository, `/commits/${sha}/status`),
  };
}
