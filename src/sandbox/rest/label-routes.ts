import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { requireRole } from "../github/access.ts";
import { actorOf } from "../github/accounts.ts";
import { labelByName } from "../github/issue-records.ts";
import { addLabels, createLabel, deleteLabel, removeLabel, setLabels } from "../github/labels.ts";
import { notFound } from "../github/problem.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Issue } from "../model.ts";
import { created, list, noContent, ok } from "./answers.ts";
import { body, readable, text, writable } from "./inputs.ts";
import { labelJson, labelsJson } from "./issue-json.ts";
import { issueOrPull, readableIssue, writableIssue } from "./issue-routes.ts";

const read = { name: "issues", level: "read" } as const;
const write = { name: "issues", level: "write" } as const;
const onIssue = "/repos/{owner}/{repo}/issues/{issue_number}/labels";

/** The labels of a repository, and those on its issues and pull requests. */
export const labelRoutes: readonly Route[] = [
  {
    operation: "issues/list-labels-for-repo",
    method: "GET",
    path: "/repos/{owner}/{repo}/labels",
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, issueOrPull(request));
      return list(request, context, repository.labels, (label) =>
        labelJson(context, repository, label),
      );
    },
  },
  {
    operation: "issues/get-label",
    method: "GET",
    path: "/repos/{owner}/{repo}/labels/{name}",
    permission: read,
    handle: getLabel,
  },
  {
    operation: "issues/create-label",
    method: "POST",
    path: "/repos/{owner}/{repo}/labels",
    permission: write,
    handle: postLabel,
  },
  {
    operation: "issues/delete-label",
    method: "DELETE",
    path: "/repos/{owner}/{repo}/labels/{name}",
    permission: write,
    handle: (request, context) => {
      const repository = writable(request, context, issueOrPull(request), "write");
      deleteLabel(context, repository, text(request, "name"));
      return Promise.resolve(noContent());
    },
  },
  {
    operation: "issues/list-labels-on-issue",
    method: "GET",
    path: onIssue,
    permission: read,
    handle: (request, context) => {
      const issue = readableIssue(request, context);
      return list(request, context, labelsOf(context, issue), (label) => label);
    },
  },
  {
    operation: "issues/add-labels",
    method: "POST",
    path: onIssue,
    permission: write,
    handle: async (request, context) =>
      changed(context, await addLabels(context, ...labelling(request, context), names(request))),
  },
  {
    operation: "issues/set-labels",
    method: "PUT",
    path: onIssue,
    permission: write,
    handle: async (request, context) =>
      changed(context, await setLabels(context, ...labelling(request, context), names(request))),
  },
  {
    operation: "issues/remove-all-labels",
    method: "DELETE",
    path: onIssue,
    permission: write,
    handle: async (request, context) => {
      await setLabels(context, ...labelling(request, context), []);
      return noContent();
    },
  },
  {
    operation: "issues/remove-label",
    method: "DELETE",
    path: `${onIssue}/{name}`,
    permission: write,
    handle: async (request, context) => {
      const parties = labelling(request, context);
      return changed(context, await removeLabel(context, ...parties, text(request, "name")));
    },
  },
];

function getLabel(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = readable(request, context, issueOrPull(request));
  const label = labelByName(repository, text(request, "name"));
  if (label === undefined) throw notFound();
  return Promise.resolve(ok(labelJson(context, repository, label)));
}

const labelRequest = v.object({
  name: v.string(),
  color: v.optional(v.string()),
  description: v.optional(v.nullable(v.string())),
});

function postLabel(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  const repository = writable(request, context, issueOrPull(request), "write");
  const { name, color = "ededed", description = null } = body(request, labelRequest);
  const label = createLabel(context, repository, { name, color, description });
  const json = labelJson(context, repository, label);
  return Promise.resolve(created(json, json.url));
}

/** Who labels what; people need the role `triage`. */
function labelling(request: ApiRequest, context: SandboxContext) {
  const issue = writableIssue(request, context);
  requireRole(context, request.caller, repositoryOf(context, issue), "triage");
  return [actorOf(context, request.caller), issue] as const;
}

const name = v.pipe(
  v.union([v.string(), v.object({ name: v.string() })]),
  v.transform((label) => (typeof label === "string" ? label : label.name)),
);

/** GitHub takes an object or the bare list. */
const namesRequest = v.union([
  v.array(name),
  v.pipe(
    v.object({ labels: v.optional(v.array(name), []) }),
    v.transform(({ labels }) => labels),
  ),
]);

function names(request: ApiRequest): readonly string[] {
  return body(request, namesRequest);
}

function labelsOf(context: SandboxContext, issue: Issue) {
  return labelsJson(context, repositoryOf(context, issue), issue);
}

function changed(context: SandboxContext, issue: Issue): ApiResponse {
  return ok(labelsOf(context, issue));
}
