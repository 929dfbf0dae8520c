import { comparePull, mergeableOf } from "../../github/pull-records.ts";
import type { PullRequest } from "../../github/pull-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { gitOf, repositoryById, repositoryOf } from "../../github/repositories.ts";
import type { ChangedFile } from "../../git/git-store.ts";
import type { Oid, Repository } from "../../model.ts";
import { issueHtmlUrl } from "../../rest/issue-json.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";
import { pullState } from "./pull-lists.ts";
import { changeTypes } from "./repository-refs.ts";
import { rollupView } from "./rollup-view.ts";

/** What a pull request has beyond an issue. */
export function pullFields(views: Views, pull: PullRequest) {
  const { context } = views;
  const repository = repositoryOf(context, pull);
  const { draft, mergeCommitSha, mergedAt, mergedBy } = pull.pull;
  const isMerged = mergedAt !== null;
  const commitOrNull = (oid: Oid | null) => (oid === null ? null : views.commit(repository, oid));
  return {
    state: pullState(pull),
    isDraft: draft,
    permalink: issueHtmlUrl(context, repository, pull),
    merged: isMerged,
    mergedAt,
    mergedBy: () => (mergedBy === null ? null : views.actor(mergedBy)),
    mergeable: mergeableName(pull),
    mergeCommit: () => commitOrNull(isMerged ? mergeCommitSha : null),
    potentialMergeCommit: () => commitOrNull(isMerged ? null : mergeCommitSha),
    ...sideFields(views, repository, pull),
    ...changeFields(views, pull),
    statusCheckRollup: () => rollupView(views, repository, pull.pull.head.sha),
  };
}

export function pullCommitView(views: Views, pull: PullRequest, oid: Oid): View {
  const { context } = views;
  const repository = repositoryOf(context, pull);
  const url = `${issueHtmlUrl(context, repository, pull)}/commits/${oid}`;
  return {
    __typename: "PullRequestCommit",
    id: formatNodeId("PullRequestCommit", `${pull.id}:${oid}`),
    commit: () => views.commit(repository, oid),
    pullRequest: () => views.issue(pull),
    url,
    resourcePath: url.slice(context.baseUrl().length),
  };
}

function sideFields(views: Views, repository: Repository, { pull }: PullRequest) {
  const { base, head } = pull;
  const source = repositoryById(views.context, head.repositoryId);
  return {
    baseRefName: base.ref,
    baseRefOid: base.sha,
    baseRef: () => branchView(views, repository, base.ref),
    baseRepository: () => views.repository(repository),
    headRefName: head.ref,
    headRefOid: head.sha,
    headRef: () => (source === undefined ? null : branchView(views, source, head.ref)),
    headRepository: () => (source === undefined ? null : views.repository(source)),
    headRepositoryOwner: () => (source === undefined ? null : views.actor(source.owner)),
    isCrossRepository: head.repositoryId !== repository.id,
  };
}

async function branchView(views: Views, repository: Repository, branch: string) {
  const name = `refs/heads/${branch}`;
  const oid = await gitOf(views.context, repository).ref(name);
  return oid === undefined ? null : views.ref(repository, { name, oid });
}

function changeFields(views: Views, pull: PullRequest) {
  const { context } = views;
  const files = async () => (await comparePull(context, pull)).files;
  const sum = async (count: "additions" | "deletions") =>
    (await files()).reduce((total, file) => total + file[count], 0);
  return {
    additions: () => sum("additions"),
    deletions: () => sum("deletions"),
    changedFiles: async () => (await files()).length,
    files: async (args: PageArguments) =>
      connection({
        name: "files",
        args,
        items: await files(),
        keyOf: ({ path }) => path,
        toNode: changedFileView,
      }),
    commits: async (args: PageArguments) =>
      connection({
        name: "commits",
        args,
        items: (await comparePull(context, pull)).commits,
        keyOf: (oid) => oid,
        toNode: (oid) => views.pullCommit(pull, oid),
      }),
  };
}

function changedFileView({ path, additions, deletions, status }: ChangedFile): View {
  return {
    __typename: "PullRequestChangedFile",
    path,
    additions,
    deletions,
    changeType: changeTypes[status],
  };
}

function mergeableName(pull: PullRequest): "CONFLICTING" | "MERGEABLE" | "UNKNOWN" {
  const mergeable = mergeableOf(pull);
  if (mergeable === null) return "UNKNOWN";
  return mergeable ? "MERGEABLE" : "CONFLICTING";
}
