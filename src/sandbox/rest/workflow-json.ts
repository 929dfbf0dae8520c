import type { SandboxContext } from "../context.ts";
import { formatNodeId } from "../github/node-id.ts";
import { isPull } from "../github/pull-records.ts";
import { issueByNumber } from "../github/issue-records.ts";
import { repositoryById, repositoryOf } from "../github/repositories.ts";

import type { Repository, RunArtifact, Workflow, WorkflowJob, WorkflowRun } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { simpleCommitJson } from "./commit-json.ts";
import { pullReferenceJson } from "./pull-json.ts";
import { repositoryJson } from "./repository-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `workflow-run`. */
export async function workflowRunJson(context: SandboxContext, run: WorkflowRun) {
  const repository = repositoryOf(context, run);
  const headRepository = repositoryById(context, run.headRepositoryId) ?? repository;
  const head = await simpleCommitJson(context, headRepository, run.headSha);
  const url = repositoryUrl(context, repository, `/actions/runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: formatNodeId("WorkflowRun", run.id),
    check_suite_id: run.id,
    check_suite_node_id: formatNodeId("CheckSuite", run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: displayTitle(context, repository, run) ?? firstLine(head.message),
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    referenced_workflows: [],
    ...runAddresses(context, repository, run, url),
    pull_requests: pullsOfRun(context, repository, run),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.runStartedAt,
    actor: accountJson(context, run.actor),
    triggering_actor: accountJson(context, run.actor),
    head_commit: head,
    repository: repositoryJson(context, repository),
    head_repository: repositoryJson(context, headRepository),
    head_repository_id: headRepository.id,
  };
}

/** GitHub's `artifact`. */
export function artifactJson(context: SandboxContext, artifact: RunArtifact) {
  const repository = repositoryOf(context, artifact);
  const url = repositoryUrl(context, repository, `/actions/artifacts/${artifact.id}`);
  const run = context.state.workflowRuns.get(artifact.runId);
  return {
    id: artifact.id,
    node_id: formatNodeId("Artifact", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.sizeInBytes,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(context, artifact),
    digest: artifact.digest,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run:
      run === undefined
        ? null
        : {
            id: run.id,
            repository_id: run.repositoryId,
            head_repository_id: run.headRepositoryId,
            head_branch: run.headBranch,
            head_sha: run.headSha,
          },
  };
}

/** By its mark or by the clock. */
export function isExpired(context: SandboxContext, artifact: RunArtifact): boolean {
  return artifact.expired || Date.parse(artifact.expiresAt) <= context.now().getTime();
}

/** GitHub's `workflow`. */
export function workflowJson(context: SandboxContext, repository: Repository, workflow: Workflow) {
  return {
    id: workflow.id,
    node_id: formatNodeId("Workflow", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: "active",
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: repositoryUrl(context, repository, `/actions/workflows/${workflow.id}`),
    html_url: repositoryHtmlUrl(
      context,
      repository,
      `/blob/${repository.defaultBranch}/${workflow.path}`,
    ),
    badge_url: repositoryHtmlUrl(context, repository, `/workflows/${workflow.id}/badge.svg`),
  };
}

/** GitHub's `job`. */
export function jobJson(context: SandboxContext, run: WorkflowRun, job: WorkflowJob) {
  const repository = repositoryOf(context, run);
  return {
    id: job.id,
    run_id: run.id,
    run_url: repositoryUrl(context, repository, `/actions/runs/${run.id}`),
    run_attempt: job.runAttempt,
    node_id: formatNodeId("WorkflowJob", job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    url: repositoryUrl(context, repository, `/actions/jobs/${job.id}`),
    html_url: repositoryHtmlUrl(context, repository, `/actions/runs/${run.id}/job/${job.id}`),
    check_run_url: repositoryUrl(context, repository, `/check-runs/${job.id}`),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: [],
    labels: ["ubuntu-latest"],
    runner_id: 1,
    runner_name: "sandbox",
    runner_group_id: 1,
    runner_group_name: "Default",
    workflow_name: run.name,
  };
}

function runAddresses(
  context: SandboxContext,
  repository: Repository,
  run: WorkflowRun,
  url: string,
) {
  return {
    url,
    html_url: repositoryHtmlUrl(context, repository, `/actions/runs/${run.id}`),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: repositoryUrl(context, repository, `/check-suites/${run.id}`),
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.runAttempt > 1 ? `${url}/attempts/${run.runAttempt - 1}` : null,
    workflow_url: repositoryUrl(context, repository, `/actions/workflows/${run.workflowId}`),
  };
}

/** GitHub lists none for a run of a fork's pull request. */
function pullsOfRun(context: SandboxContext, repository: Repository, run: WorkflowRun) {
  if (run.headRepositoryId !== run.repositoryId) return [];
  return run.pullNumbers.flatMap((number) => {
    const pull = issueByNumber(context, repository, number);
    return pull !== undefined && isPull(pull) ? [pullReferenceJson(context, pull)] : [];
  });
}

function displayTitle(
  context: SandboxContext,
  repository: Repository,
  run: WorkflowRun,
): string | undefined {
  const [number] = run.pullNumbers;
  if (run.event === "workflow_dispatch") return run.name;
  if (run.event !== "pull_request" || number === undefined) return undefined;
  return issueByNumber(context, repository, number)?.title;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
