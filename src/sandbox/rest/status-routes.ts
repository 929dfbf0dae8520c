import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { actorOf } from "../github/accounts.ts";
import { createStatus, statusesOf } from "../github/statuses.ts";
import { paginate } from "../http/pagination.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import { created, list, ok } from "./answers.ts";
import { requireCommit } from "./commit-routes.ts";
import { body, readable, text, writable } from "./inputs.ts";
import { combinedStatusJson, statusJson } from "./status-json.ts";

const read = { name: "statuses", level: "read" } as const;

export const statusRoutes: readonly Route[] = [
  {
    operation: "repos/create-commit-status",
    method: "POST",
    path: "/repos/{owner}/{repo}/statuses/{sha}",
    permission: { name: "statuses", level: "write" },
    handle: postStatus,
  },
  {
    operation: "repos/list-commit-statuses-for-ref",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{ref}/statuses",
    permission: read,
    handle: async (request, context) => {
      const repository = readable(request, context, read.name);
      const sha = await requireCommit(context, repository, text(request, "ref"));
      return list(request, context, statusesOf(context, repository, sha), (status) =>
        statusJson(context, status),
      );
    },
  },
  {
    operation: "repos/get-combined-status-for-ref",
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{ref}/status",
    permission: read,
    handle: async (request, context) => {
      const repository = readable(request, context, read.name);
      const sha = await requireCommit(context, repository, text(request, "ref"));
      const body = combinedStatusJson(
        context,
        repository,
        sha,
        (statuses) => paginate(request, context, statuses).items,
      );
      return ok(body);
    },
  },
];

const statusRequest = v.object({
  state: v.picklist(["error", "failure", "pending", "success"]),
  context: v.optional(v.string()),
  description: v.optional(v.nullable(v.string())),
  target_url: v.optional(v.nullable(v.string())),
});

async function postStatus(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, "statuses");
  const input = body(request, statusRequest);
  const status = await createStatus(context, actorOf(context, request.caller), repository, {
    sha: text(request, "sha"),
    state: input.state,
    context: input.context ?? "default",
    description: input.description ?? null,
    targetUrl: input.target_url ?? null,
  });
  const json = statusJson(context, status);
  return created(json, json.url);
}
