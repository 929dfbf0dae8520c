import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import type { GitRepository, TreeEntry } from "../git/git-store.ts";
import { actorOf } from "../github/accounts.ts";
import { readCommit } from "../github/commit-reading.ts";
import { changeFile } from "../github/commits.ts";
import { notFound } from "../github/problem.ts";
import { gitOf, resolveCommit } from "../github/repositories.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Oid, Repository } from "../model.ts";
import { ok, raw, wants } from "./answers.ts";
import { gitCommitJson } from "./commit-json.ts";
import { entryJson, fileJson } from "./content-json.ts";
import type { Place } from "./content-json.ts";
import { body, query, readable, text } from "./inputs.ts";
import { pushable } from "./push-access.ts";

/** Files and folders of a commit, and one-file commits. */
export const contentRoutes: readonly Route[] = [
  {
    operation: "repos/get-content",
    method: "GET",
    path: "/repos/{owner}/{repo}/contents/{path}",
    permission: { name: "contents", level: "read" },
    handle: getContent,
  },
  {
    // The root folder, whose path is empty.
    operation: "repos/get-content",
    method: "GET",
    path: "/repos/{owner}/{repo}/contents",
    permission: { name: "contents", level: "read" },
    handle: getContent,
  },
  {
    operation: "repos/create-or-update-file-contents",
    method: "PUT",
    path: "/repos/{owner}/{repo}/contents/{path}",
    permission: { name: "contents", level: "write" },
    handle: putContent,
  },
  {
    operation: "repos/delete-file",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/contents/{path}",
    permission: { name: "contents", level: "write" },
    handle: deleteContent,
  },
];

/** More entries than these are not listed: GitHub says to use trees. */
const folderLimit = 1000;

async function getContent(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  const ref = query(request, "ref") ?? repository.defaultBranch;
  const commit = await commitAt(context, repository, ref);
  const place = await placeAt(context, repository, { ref, commit, path: cleanPath(request) });
  if (place.mode === "040000") return folder(request, context, place);
  if (!wants(request, "raw")) return ok(await fileJson(context, place));
  const content = await gitOf(context, repository).blob(place.oid);
  return raw(content ?? Buffer.alloc(0), "application/vnd.github.raw+json; charset=utf-8");
}

function cleanPath(request: ApiRequest): string {
  return text(request, "path").replace(/^\/+|\/+$/g, "");
}

async function commitAt(
  context: SandboxContext,
  repository: Repository,
  ref: string,
): Promise<Oid> {
  const commit = await resolveCommit(context, repository, ref);
  if (commit !== undefined) return commit;
  const refs = await gitOf(context, repository).refs("refs/heads/");
  throw notFound(
    refs.length === 0 ? "This repository is empty." : `No commit found for the ref ${ref}`,
  );
}

async function placeAt(
  context: SandboxContext,
  repository: Repository,
  at: { readonly ref: string; readonly commit: Oid; readonly path: string },
): Promise<Place> {
  const git = gitOf(context, repository);
  const { ref, path } = at;
  const { tree } = await readCommit(context, repository, at.commit);
  let found: Pick<Place, "oid" | "mode"> = { oid: tree, mode: "040000" };
  for (const name of path === "" ? [] : path.split("/")) found = await entryNamed(git, found, name);
  return { repository, ref, path, oid: found.oid, mode: found.mode };
}

async function entryNamed(
  git: GitRepository,
  folder: Pick<Place, "oid" | "mode">,
  name: string,
): Promise<TreeEntry> {
  const entries = folder.mode === "040000" ? await git.tree(folder.oid) : undefined;
  const entry = entries?.find((candidate) => candidate.name === name);
  if (entry === undefined) throw notFound();
  return entry;
}

async function folder(
  request: ApiRequest,
  context: SandboxContext,
  place: Place,
): Promise<ApiResponse> {
  const entries = await gitOf(context, place.repository).listTree(place.oid, { recursive: false });
  const listed = entries.slice(0, folderLimit).map((entry) => {
    const path = place.path === "" ? entry.name : `${place.path}/${entry.name}`;
    return entryJson(context, { ...place, path, oid: entry.oid, mode: entry.mode }, entry.size);
  });
  if (!wants(request, "object")) return ok(listed);
  return {
    ...ok({ ...entryJson(context, place, 0), entries: listed }),
    headers: { "x-github-media-type": "github.v3; param=object; format=json" },
  };
}

const identity = v.object({
  name: v.string(),
  email: v.string(),
  date: v.optional(v.string()),
});

const change = {
  message: v.string(),
  branch: v.optional(v.string()),
  author: v.optional(identity),
  committer: v.optional(identity),
};

const putRequest = v.object({ ...change, content: v.string(), sha: v.optional(v.string()) });
const deleteRequest = v.object({ ...change, sha: v.string() });

async function putContent(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  const input = body(request, putRequest);
  const path = cleanPath(request);
  const { commit, created } = await changeFile(
    context,
    actorOf(context, request.caller),
    repository,
    {
      ...input,
      path,
      content: Buffer.from(input.content, "base64"),
    },
  );
  const ref = input.branch ?? repository.defaultBranch;
  const place = await placeAt(context, repository, { ref, commit, path });
  const content = entryJson(context, place, Buffer.byteLength(input.content, "base64"));
  return {
    status: created ? 201 : 200,
    body: { content, commit: await gitCommitJson(context, repository, commit) },
  };
}

async function deleteContent(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  const { commit } = await changeFile(context, actorOf(context, request.caller), repository, {
    ...body(request, deleteRequest),
    path: cleanPath(request),
    content: null,
  });
  return ok({ content: null, commit: await gitCommitJson(context, repository, commit) });
}
