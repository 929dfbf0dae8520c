import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorOf } from "../github/accounts.ts";
import { createCommit } from "../github/commits.ts";
import { formatGitNodeId } from "../github/node-id.ts";
import { notFound, unprocessable } from "../github/problem.ts";
import { requireNotEmpty } from "../github/refs.ts";
import { gitOf } from "../github/repositories.ts";
import { createTree } from "../github/trees.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Oid, Repository } from "../model.ts";
import { created, ok, raw, wants } from "./answers.ts";
import { gitCommitJson, gitObjectUrl } from "./commit-json.ts";
import { base64Lines } from "./content-json.ts";
import { body, query, readable, text } from "./inputs.ts";
import { pushable } from "./push-access.ts";
import { repositoryUrl } from "./urls.ts";

const read = { name: "contents", level: "read" } as const;
const write = { name: "contents", level: "write" } as const;

/** Git's blobs, trees and commits. */
export const gitObjectRoutes: readonly Route[] = [
  {
    operation: "git/get-commit",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/commits/{commit_sha}",
    permission: read,
    handle: getCommit,
  },
  {
    operation: "git/create-commit",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/commits",
    permission: write,
    handle: postCommit,
  },
  {
    operation: "git/get-tree",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/trees/{tree_sha}",
    permission: read,
    handle: getTree,
  },
  {
    operation: "git/create-tree",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/trees",
    permission: write,
    handle: postTree,
  },
  {
    operation: "git/get-blob",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/blobs/{file_sha}",
    permission: read,
    handle: getBlob,
  },
  {
    operation: "git/create-blob",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/blobs",
    permission: write,
    handle: postBlob,
  },
];

/** Entries, and bytes of JSON, after which a recursive listing is cut and says so. */
const treeLimits = { entries: 100_000, bytes: 7 * 1024 * 1024 };

async function getCommit(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  return ok(await gitCommitJson(context, repository, text(request, "commit_sha")));
}

const identity = v.object({
  name: v.string(),
  email: v.string(),
  date: v.optional(v.string()),
});

const commitRequest = v.object({
  message: v.string(),
  tree: v.string(),
  parents: v.optional(v.array(v.string()), []),
  author: v.optional(identity),
  committer: v.optional(identity),
});

async function postCommit(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  await requireNotEmpty(context, repository);
  const actor = actorOf(context, request.caller);
  const oid = await createCommit(context, actor, repository, body(request, commitRequest));
  const json = await gitCommitJson(context, repository, oid);
  return created(json, json.url);
}

async function getTree(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  const oid = await treeNamed(context, repository, text(request, "tree_sha"));
  return ok(await treeJson(context, repository, oid, query(request, "recursive") !== undefined));
}

const treeRequest = v.object({
  base_tree: v.optional(v.string()),
  tree: v.array(
    v.object({
      path: v.string(),
      mode: v.picklist(["100644", "100755", "040000", "160000", "120000"]),
      type: v.optional(v.picklist(["blob", "tree", "commit"])),
      sha: v.optional(v.nullable(v.string())),
      content: v.optional(v.string()),
    }),
  ),
});

async function postTree(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  await requireNotEmpty(context, repository);
  const { base_tree: base, tree: changes } = body(request, treeRequest);
  const oid = await createTree(context, repository, { base, changes });
  const json = await treeJson(context, repository, oid, false);
  return created(json, json.url);
}

async function getBlob(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  const oid = text(request, "file_sha");
  const content = await gitOf(context, repository).blob(oid);
  if (content === undefined) throw notFound();
  if (wants(request, "raw")) return raw(content, "application/vnd.github.raw+json; charset=utf-8");
  return ok({
    ...blobLink(context, repository, oid),
    node_id: formatGitNodeId("Blob", repository.id, oid),
    size: content.length,
    content: base64Lines(content),
    encoding: "base64",
  });
}

const blobRequest = v.object({ content: v.string(), encoding: v.optional(v.string(), "utf-8") });

async function postBlob(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  await requireNotEmpty(context, repository);
  const { content, encoding } = body(request, blobRequest);
  if (encoding !== "utf-8" && encoding !== "base64")
    throw unprocessable(`encoding must be 'utf-8' or 'base64', not ${encoding.slice(0, 200)}`);
  const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
  const link = blobLink(context, repository, await gitOf(context, repository).writeBlob(bytes));
  return created(link, link.url);
}

/** A tree's own oid, or whatever leads to a commit. */
async function treeNamed(
  context: SandboxContext,
  repository: Repository,
  name: string,
): Promise<Oid> {
  const git = gitOf(context, repository);
  const oid = await git.resolve(name);
  const type = oid === undefined ? undefined : await git.type(oid);
  if (oid !== undefined && type === "tree") return oid;
  const commit = oid !== undefined && type === "commit" ? await git.commit(oid) : undefined;
  if (commit === undefined) throw notFound();
  return commit.tree;
}

async function treeJson(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
  recursive: boolean,
) {
  const listed = await gitOf(context, repository).listTree(sha, { recursive });
  const tree = listed.slice(0, treeLimits.entries).map(({ path, mode, type, oid, size }) => ({
    path,
    mode,
    type,
    sha: oid,
    ...(size === null ? {} : { size }),
    ...(type === "commit" ? {} : { url: gitObjectUrl(context, repository, { type, sha: oid }) }),
  }));
  const kept = recursive ? withinBytes(tree) : tree;
  return {
    sha,
    url: repositoryUrl(context, repository, `/git/trees/${sha}`),
    tree: kept,
    truncated: kept.length < listed.length,
  };
}

function withinBytes<Entry extends { readonly path: string }>(
  entries: readonly Entry[],
): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry) => {
    bytes += JSON.stringify(entry).length + 1;
    return bytes > treeLimits.bytes;
  });
  return end === -1 ? entries : entries.slice(0, end);
}

function blobLink(context: SandboxContext, repository: Repository, sha: Oid) {
  return { sha, url: repositoryUrl(context, repository, `/git/blobs/${sha}`) };
}
