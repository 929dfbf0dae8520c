import type { SandboxContext } from "../context.ts";
import { GithubProblem, notFound } from "../github/problem.ts";
import type { ApiRequest, ApiResponse, Route } from "../http/router.ts";
import type { Repository, RunArtifact } from "../model.ts";
import { countedList, noContent, ok } from "./answers.ts";
import { artifactDownloadUrl } from "./artifact-download.ts";
import { number, query, readable, text, writable } from "./inputs.ts";
import { runOf } from "./run-routes.ts";
import { artifactJson, isExpired } from "./workflow-json.ts";

const read = { name: "actions", level: "read" } as const;
const one = "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}";

/** What workflow runs upload. */
export const artifactRoutes: readonly Route[] = [
  {
    operation: "actions/list-artifacts-for-repo",
    method: "GET",
    path: "/repos/{owner}/{repo}/actions/artifacts",
    permission: read,
    handle: (request, context) => {
      const repository = readable(request, context, read.name);
      return listArtifacts(request, context, (artifact) => artifact.repositoryId === repository.id);
    },
  },
  {
    operation: "actions/list-workflow-run-artifacts",
    method: "GET",
    path: "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
    permission: read,
    handle: (request, context) => {
      const run = runOf(request, context, readable(request, context, read.name));
      return listArtifacts(request, context, (artifact) => artifact.runId === run.id);
    },
  },
  {
    operation: "actions/get-artifact",
    method: "GET",
    path: one,
    permission: read,
    handle: (request, context) => {
      const artifact = artifactOf(request, context, readable(request, context, read.name));
      return Promise.resolve(ok(artifactJson(context, artifact)));
    },
  },
  {
    operation: "actions/download-artifact",
    method: "GET",
    path: `${one}/{archive_format}`,
    permission: read,
    handle: download,
  },
  {
    operation: "actions/delete-artifact",
    method: "DELETE",
    path: one,
    permission: { name: "actions", level: "write" },
    handle: (request, context) => {
      const artifact = artifactOf(request, context, writable(request, context, "actions"));
      context.state.artifacts.remove(artifact.id);
      return Promise.resolve(noContent());
    },
  },
];

/** Newest first. */
function listArtifacts(
  request: ApiRequest,
  context: SandboxContext,
  isAsked: (artifact: RunArtifact) => boolean,
): Promise<ApiResponse> {
  const name = query(request, "name");
  const artifacts = context.state.artifacts
    .filter((artifact) => isAsked(artifact) && (name === undefined || artifact.name === name))
    .sort((one, other) => other.id - one.id);
  return countedList(request, context, artifacts, {
    name: "artifacts",
    toJson: (artifact) => artifactJson(context, artifact),
  });
}

function artifactOf(
  request: ApiRequest,
  context: SandboxContext,
  repository: Repository,
): RunArtifact {
  const artifact = context.state.artifacts.get(number(request, "artifact_id"));
  if (artifact?.repositoryId !== repository.id) throw notFound();
  return artifact;
}

/** Anyone may read a public repository's artifacts, but only with a token of some kind. */
function download(request: ApiRequest, context: SandboxContext): Promise<ApiResponse> {
  if (request.caller.kind === "anonymous")
    throw new GithubProblem(
      "unauthenticated",
      "You must have the actions scope to download artifacts.",
    );
  const artifact = artifactOf(request, context, readable(request, context, read.name));
  if (text(request, "archive_format") !== "zip") throw notFound();
  if (isExpired(context, artifact)) throw new GithubProblem("gone", "Artifact has expired");
  const location = artifactDownloadUrl(context, artifact);
  return Promise.resolve({ status: 302, headers: { location } });
}
