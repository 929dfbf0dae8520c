import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import type { GitObjectType } from "../git/git-store.ts";
import { actorOf } from "../github/accounts.ts";
import { formatGitNodeId } from "../github/node-id.ts";
import { notFound } from "../github/problem.ts";
import { createRef, deleteRef, requireNotEmpty, updateRef } from "../github/refs.ts";
import { gitOf } from "../github/repositories.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Oid, Repository } from "../model.ts";
import { created, list, noContent, ok } from "./answers.ts";
import { gitObjectUrl } from "./commit-json.ts";
import { body, readable, text } from "./inputs.ts";
import { pushable } from "./push-access.ts";
import { repositoryUrl } from "./urls.ts";

const read = { name: "contents", level: "read" } as const;
const write = { name: "contents", level: "write" } as const;

export const refRoutes: readonly Route[] = [
  {
    operation: "git/get-ref",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/ref/{ref}",
    permission: read,
    handle: getRef,
  },
  {
    operation: "git/list-matching-refs",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/matching-refs/{ref}",
    permission: read,
    handle: listMatchingRefs,
  },
  {
    operation: "git/create-ref",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/refs",
    permission: write,
    handle: postRef,
  },
  {
    operation: "git/update-ref",
    method: "PATCH",
    path: "/repos/{owner}/{repo}/git/refs/{ref}",
    permission: write,
    handle: patchRef,
  },
  {
    operation: "git/delete-ref",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/git/refs/{ref}",
    permission: write,
    handle: removeRef,
  },
];

async function getRef(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  const name = fullName(request);
  const oid = await gitOf(context, repository).ref(name);
  if (oid === undefined) throw notFound();
  return ok(await refJson(context, repository, name, oid));
}

async function listMatchingRefs(
  request: ApiRequest,
  context: SandboxContext,
): Promise<ApiResponse> {
  const repository = readable(request, context, "contents");
  await requireNotEmpty(context, repository);
  const prefix = fullName(request);
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const refs = await gitOf(context, repository).refs(folder);
  const matching = refs.filter(({ name }) => name.startsWith(prefix));
  return list(request, context, matching, ({ name, oid }) =>
    refJson(context, repository, name, oid),
  );
}

async function postRef(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  await requireNotEmpty(context, repository);
  const { ref, sha } = body(request, v.object({ ref: v.string(), sha: v.string() }));
  await createRef(context, actorOf(context, request.caller), repository, { name: ref, oid: sha });
  const json = await refJson(context, repository, ref, sha);
  return created(json, json.url);
}

async function patchRef(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  const name = fullName(request);
  const schema = v.object({ sha: v.string(), force: v.optional(v.boolean(), false) });
  const { sha, force } = body(request, schema);
  const actor = actorOf(context, request.caller);
  await updateRef(context, actor, repository, { name, oid: sha, force });
  return ok(await refJson(context, repository, name, sha));
}

async function removeRef(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = pushable(request, context);
  await deleteRef(context, actorOf(context, request.caller), repository, fullName(request));
  return noContent();
}

/** The path has the name without `refs/`; with it works on GitHub too. */
function fullName(request: ApiRequest): string {
  const ref = text(request, "ref");
  return ref.startsWith("refs/") ? ref : `refs/${ref}`;
}

async function refJson(context: SandboxContext, repository: Repository, ref: string, sha: Oid) {
  const type: GitObjectType = (await gitOf(context, repository).type(sha)) ?? "commit";
  return {
    ref,
    node_id: formatGitNodeId("Ref", repository.id, ref),
    url: repositoryUrl(context, repository, `/git/${ref}`),
    object: { sha, type, url: gitObjectUrl(context, repository, { type, sha }) },
  };
}
