/** What expressions see of a run and a job, and what a runner tells its steps by environment variables. */
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";

import type { SandboxContext } from "../context.ts";
import { accountOf } from "../github/accounts.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { WorkflowRun } from "../model.ts";
import type { JobFolders } from "./job-folders.ts";
import { toText } from "./expressions.ts";
import type { ActionLocation } from "./job-session.ts";
import type { Json, JsonObject } from "./json-schema.ts";
import { readActionsValues } from "./repository-settings.ts";
import { shortName } from "./trigger.ts";
import type { Trigger } from "./trigger.ts";

export type RunContexts = Readonly<Record<string, Json>> & { readonly github: JsonObject };

/** The contexts that are the same for all jobs of a run. A fork's pull request is given no variables. */
export function runContexts(
  context: SandboxContext,
  run: WorkflowRun,
  trigger: Trigger,
): RunContexts {
  return {
    github: githubContext(context, run, trigger),
    inputs: trigger.inputs,
    vars: isFork(run) ? {} : readActionsValues(context, run.repositoryId, "variables"),
  };
}

export function isFork(run: Pick<WorkflowRun, "repositoryId" | "headRepositoryId">): boolean {
  return run.headRepositoryId !== run.repositoryId;
}

/** `github` for a job on this machine. */
export function withJob(
  github: JsonObject,
  job: { readonly id: string; readonly token: string; readonly folders: JobFolders },
): JsonObject {
  const { folders } = job;
  return {
    ...github,
    job: job.id,
    token: job.token,
    workspace: folders.workspace,
    event_path: join(folders.temp, "_github_workflow", "event.json"),
  };
}

/** `github` for a step; within an action it says where that is. */
export function withAction(
  github: JsonObject,
  action: ActionLocation | null,
  stepId: string | null,
): JsonObject {
  return {
    ...github,
    action: stepId ?? "__run",
    ...(action === null
      ? {}
      : {
          action_path: action.folder,
          action_repository: action.repository,
          action_ref: action.ref,
        }),
  };
}

export function runnerContext(folders: JobFolders): JsonObject {
  return {
    name: "sandbox",
    os: runnerSystems[platform()] ?? "Linux",
    arch: runnerArchitectures[arch()] ?? "X64",
    environment: "self-hosted",
    temp: folders.temp,
    tool_cache: folders.toolCache,
    workspace: dirname(folders.workspace),
  };
}

/** GITHUB_… and RUNNER_… as a runner sets them from the two contexts. */
export function runnerEnvironment(
  github: JsonObject,
  runner: JsonObject,
): Readonly<Record<string, string>> {
  const named = (prefix: string, context: JsonObject, names: readonly string[]) =>
    names
      .filter((name) => context[name] !== undefined)
      .map((name) => [`${prefix}_${name.toUpperCase()}`, toText(context[name] ?? null)] as const);
  return Object.fromEntries([
    ...named("GITHUB", github, githubVariables),
    ...named("RUNNER", runner, runnerVariables),
  ]);
}

const runnerSystems: Readonly<Record<string, string>> = { darwin: "macOS", win32: "Windows" };
const runnerArchitectures: Readonly<Record<string, string>> = { arm64: "ARM64", arm: "ARM" };

const githubVariables = [
  "action",
  "action_path",
  "action_ref",
  "action_repository",
  "actor",
  "actor_id",
  "api_url",
  "base_ref",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "ref",
  "ref_name",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "retention_days",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];

const runnerVariables = ["arch", "environment", "name", "os", "temp", "tool_cache", "workspace"];

function githubContext(context: SandboxContext, run: WorkflowRun, trigger: Trigger): JsonObject {
  const repository = repositoryOf(context, run);
  const server = context.baseUrl();
  const fullName = `${repository.owner}/${repository.name}`;
  const isTag = trigger.ref.startsWith("refs/tags/");
  return {
    actor: run.actor,
    // As in GitHub's own context, ids are texts.
    actor_id: String(accountOf(context, run.actor).id),
    triggering_actor: run.actor,
    api_url: `${server}/api/v3`,
    graphql_url: `${server}/api/graphql`,
    server_url: server,
    event_name: trigger.event,
    event: trigger.payload,
    ref: trigger.ref,
    ref_name: shortName(trigger.ref),
    ref_type: isTag ? "tag" : "branch",
    ref_protected: false,
    head_ref: trigger.headRef,
    base_ref: trigger.baseRef,
    sha: run.checkoutSha,
    repository: fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(accountOf(context, repository.owner).id),
    repositoryUrl: `${server.replace(/^http/, "git")}/${fullName}.git`,
    retention_days: "90",
    run_id: String(run.id),
    run_number: String(run.runNumber),
    run_attempt: String(run.runAttempt),
    workflow: run.name,
    workflow_ref: `${fullName}/${run.path}@${trigger.ref}`,
    workflow_sha: run.checkoutSha,
    secret_source: isFork(run) ? "None" : "Actions",
  };
}
