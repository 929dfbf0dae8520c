import type { SandboxContext } from "../context.ts";
import { compareCommits } from "../github/commit-reading.ts";
import { isoToSeconds } from "../github/instants.ts";
import { notFound, unprocessable } from "../github/problem.ts";
import { pullsOfCommit } from "../github/pulls.ts";
import { requireNotEmpty } from "../github/refs.ts";
import { gitOf, resolveCommit } from "../github/repositories.ts";
import { pageOf } from "../http/pagination.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Oid, Repository } from "../model.ts";
import { list, ok, raw, wants } from "./answers.ts";
import { changedFileJson, commitJson, detailedCommitJson } from "./commit-json.ts";
import { instant, query, readable, text } from "./inputs.ts";
import { pullSummaryJson } from "./pull-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** Branches, commits, their history and what lies between two. */
export const commitRoutes: readonly Route[] = [
  {
    operation: "repos/list-branches",
    method: "GET",
    path: "/repos/{owner}/{repo}/branches",
    permission: { name: "contents", level: "read" },
    handle: async (request, context) => {
      const repository = readable(request, context, "contents");
      const refs = await gitOf(context, repository).refs("refs/heads/");
      return list(request, context, refs, ({ name, oid }) =>
        branchJson(context, repository, name.slice("refs/heads/".length), oid),
      );
    },
  },
  {
    operation: "repos/get-branch",
    method: "GET",
    path: "/repos/{owner}/{repo}/branches/{branch}",
    permission: { name: "contents", level: "read" },
    handle: getBranch,
  },
  {
    operation: "repos/list-commits",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits",
    permission: { name: "contents", level: "read" },
    handle: listCommits,
  },
  {
    operation: "repos/get-commit",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{ref}",
    permission: { name: "contents", level: "read" },
    handle: getCommit,
  },
  {
    operation: "repos/compare-commits-with-basehead",
    method: "GET",
    path: "/repos/{owner}/{repo}/compare/{basehead}",
    permission: { name: "contents", level: "read" },
    handle: compare,
  },
  {
    operation: "repos/list-pull-requests-associated-with-commit",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    permission: { name: "pull_requests", level: "read" },
    handle: async (request, context) => {
      const repository = readable(request, context, "pull_requests");
      const oid = await requireCommit(context, repository, text(request, "commit_sha"));
      const pulls = await pullsOfCommit(context, repository, oid);
      return list(request, context, pulls, (pull) => pullSummaryJson(context, pull));
    },
  },
];

/** The commit that a branch, tag or oid names, or GitHub's 422. */
export async function requireCommit(
  context: SandboxContext,
  repository: Repository,
  ref: string,
): Promise<Oid> {
  await requireNotEmpty(context, repository);
  const oid = await resolveCommit(context, repository, ref);
  if (oid === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return oid;
}

async function getBranch(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  const name = text(request, "branch");
  const oid = await gitOf(context, repository).ref(`refs/heads/${name}`);
  if (oid === undefined) throw notFound("Branch not found");
  const self = repositoryUrl(context, repository, `/branches/${name}`);
  return ok({
    ...branchJson(context, repository, name, oid),
    commit: await commitJson(context, repository, oid),
    _links: { self, html: repositoryHtmlUrl(context, repository, `/tree/${name}`) },
  });
}

/** Nothing is protected here: who may push is decided by roles and permissions alone. */
function branchJson(context: SandboxContext, repository: Repository, name: string, oid: Oid) {
  return {
    name,
    commit: { sha: oid, url: repositoryUrl(context, repository, `/commits/${oid}`) },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: repositoryUrl(context, repository, `/branches/${name}/protection`),
  };
}

async function listCommits(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  const from = await resolveCommit(
    context,
    repository,
    query(request, "sha") ?? repository.defaultBranch,
  );
  if (from === undefined) throw notFound();
  const { page, perPage, headers } = pageOf(request, context);
  const since = instant(request, "since");
  const until = instant(request, "until");
  const { oids, hasMore } = await gitOf(context, repository).history(from, {
    path: query(request, "path"),
    since: since === undefined ? undefined : isoToSeconds(since),
    until: until === undefined ? undefined : isoToSeconds(until),
    skip: (page - 1) * perPage,
    first: perPage,
  });
  const body = await Promise.all(oids.map((oid) => commitJson(context, repository, oid)));
  return { status: 200, body, headers: headers({ hasMore }) };
}

async function getCommit(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  const oid = await requireCommit(context, repository, text(request, "ref"));
  if (wants(request, "sha"))
    return raw(Buffer.from(oid), "application/vnd.github.sha; charset=utf-8");
  return ok(await detailedCommitJson(context, repository, oid));
}

/** Files listed at most; commits are paged. */
const comparedFiles = 300;

async function compare(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  const basehead = text(request, "basehead");
  const [, baseName = "", headName = ""] = /^(.+?)\.\.\.(.+)$/.exec(basehead) ?? [];
  const base = await resolveSide(context, repository, baseName);
  const head = await resolveSide(context, repository, headName);
  const found = await compareCommits(context, repository, base, head);
  const { page, perPage, headers } = pageOf(request, context, { perPage: 250 });
  const start = (page - 1) * perPage;
  const commits = found.commits.slice(start, start + perPage);
  const hasMore = found.commits.length > start + perPage;
  const describe = (oid: Oid) => commitJson(context, repository, oid);
  return {
    status: 200,
    headers: headers({ hasMore }),
    body: {
      ...compareAddresses(context, repository, basehead, { base, head }),
      base_commit: await describe(base),
      merge_base_commit: await describe(found.mergeBase),
      status: found.status,
      ahead_by: found.aheadBy,
      behind_by: found.behindBy,
      total_commits: found.commits.length,
      commits: await Promise.all(commits.map(describe)),
      files: found.files
        .slice(0, comparedFiles)
        .map((file) => changedFileJson(context, repository, head, file)),
    },
  };
}

/** `owner:branch` is accepted for the repository's own owner. */
async function resolveSide(
  context: SandboxContext,
  repository: Repository,
  name: string,
): Promise<Oid> {
  const own = name.startsWith(`${repository.owner}:`)
    ? name.slice(repository.owner.length + 1)
    : name;
  const oid = own === "" ? undefined : await resolveCommit(context, repository, own);
  if (oid === undefined) throw notFound();
  return oid;
}

function compareAddresses(
  context: SandboxContext,
  repository: Repository,
  basehead: string,
  sides: { readonly base: Oid; readonly head: Oid },
) {
  const html = repositoryHtmlUrl(context, repository, `/compare/${basehead}`);
  const exact = `${repository.owner}:${sides.base.slice(0, 7)}...${repository.owner}:${sides.head.slice(0, 7)}`;
  return {
    url: repositoryUrl(context, repository, `/compare/${basehead}`),
    html_url: html,
    permalink_url: repositoryHtmlUrl(context, repository, `/compare/${exact}`),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  };
}
