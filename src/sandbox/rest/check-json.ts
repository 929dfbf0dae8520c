import type { SandboxContext } from "../context.ts";
import { checkSuiteIdOf } from "../github/check-records.ts";
import { formatNodeId } from "../github/node-id.ts";
import { listPulls } from "../github/pull-records.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { CheckAnnotation, CheckRun, Oid, Repository } from "../model.ts";
import { appJsonOrNull } from "./app-json.ts";
import { pullReferenceJson } from "./pull-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `check-run`. */
export function checkRunJson(context: SandboxContext, run: CheckRun) {
  const repository = repositoryOf(context, run);
  const url = repositoryUrl(context, repository, `/check-runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: formatNodeId("CheckRun", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: repositoryHtmlUrl(context, repository, `/runs/${run.id}`),
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: checkSuiteIdOf(context, run) },
    app: appJsonOrNull(context, run.appId),
    pull_requests: pullReferencesTo(context, repository, run.headSha),
  };
}

/** As in `check_run` payloads: with the buttons and something of the suite. */
export function checkRunEventJson(context: SandboxContext, run: CheckRun) {
  const json = checkRunJson(context, run);
  const pulls = listPulls(context, repositoryOf(context, run), { state: "open" });
  const branch = pulls.find((pull) => pull.pull.head.sha === run.headSha)?.pull.head.ref ?? null;
  return {
    ...json,
    actions: run.actions,
    check_suite: {
      ...json.check_suite,
      node_id: formatNodeId("CheckSuite", json.check_suite.id),
      head_branch: branch,
      head_sha: run.headSha,
      status: run.status,
      conclusion: run.conclusion,
      app: json.app,
      pull_requests: json.pull_requests,
    },
  };
}

/** GitHub's `check-annotation`. */
export function annotationJson(
  context: SandboxContext,
  run: CheckRun,
  annotation: CheckAnnotation,
) {
  return {
    path: annotation.path,
    blob_href: repositoryHtmlUrl(
      context,
      repositoryOf(context, run),
      `/blob/${run.headSha}/${annotation.path}`,
    ),
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: null,
    end_column: null,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: null,
  };
}

/** Open pull requests of the same repository with this head: forks' are not listed. */
function pullReferencesTo(context: SandboxContext, repository: Repository, sha: Oid) {
  return listPulls(context, repository, { state: "open" })
    .filter(({ pull }) => pull.head.sha === sha && pull.head.repositoryId === repository.id)
    .map((pull) => pullReferenceJson(context, pull));
}
