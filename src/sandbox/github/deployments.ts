import type { SandboxContext } from "../context.ts";
import type { Deployment, DeploymentStatus, Oid, Repository } from "../model.ts";
import { deploymentJson, deploymentStatusJson } from "../rest/deployment-json.ts";
import type { Actor } from "./accounts.ts";
import { bringUpToDate, requireGreen } from "./deployment-conditions.ts";
import { listDeployments, statusesOfDeployment } from "./deployment-records.ts";
import { toIso } from "./instants.ts";
import { invalid, unprocessable } from "./problem.ts";
import { repositoryOf, resolveCommit } from "./repositories.ts";

export type DeploymentInput = {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  readonly task?: string | undefined;
  readonly environment?: string | undefined;
  /** Default true: GitHub then merges the default branch into a branch that is behind, and deploys nothing. */
  readonly autoMerge?: boolean | undefined;
  /** Default null: whatever has reported on the commit must have succeeded. Empty: nothing is looked at. */
  readonly requiredContexts?: readonly string[] | null | undefined;
  readonly payload?: unknown;
  readonly description?: string | null | undefined;
  readonly transient?: boolean | undefined;
  readonly production?: boolean | undefined;
};

export type DeploymentAnswer =
  | { readonly kind: "created"; readonly deployment: Deployment }
  /** 202: the branch was brought up to date instead. */
  | { readonly kind: "merged"; readonly message: string };

/** 409 when the default branch can't be merged or a status isn't green, 422 when there is no such ref. */
export async function createDeployment(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: DeploymentInput,
): Promise<DeploymentAnswer> {
  const sha = await resolveCommit(context, repository, input.ref);
  if (sha === undefined) throw unprocessable(`No ref found for: ${input.ref}`);
  requireShortDescription("Deployment", input.description ?? "");
  if (input.autoMerge ?? true) {
    const merged = await bringUpToDate(context, actor, repository, input.ref, sha);
    if (merged !== undefined) return { kind: "merged", message: merged };
  }
  requireGreen(context, repository, {
    sha,
    ref: input.ref,
    wanted: input.requiredContexts ?? null,
  });
  const deployment = newDeployment(context, actor, repository, input, sha);
  context.state.deployments.put(deployment);
  tell(context, actor, "deployment", deployment, {});
  return { kind: "created", deployment };
}

/** A `success` makes earlier deployments of the environment inactive unless `autoInactive` is false. */
export function createDeploymentStatus(
  context: SandboxContext,
  actor: Actor,
  deployment: Deployment,
  input: {
    readonly state: DeploymentStatus["state"];
    readonly description?: string | null | undefined;
    readonly logUrl?: string | null | undefined;
    readonly environmentUrl?: string | null | undefined;
    readonly autoInactive?: boolean | undefined;
  },
): Promise<DeploymentStatus> {
  requireState(input.state);
  requireShortDescription("DeploymentStatus", input.description ?? "");
  const status = addStatus(context, actor, deployment, input);
  if (input.state === "success" && (input.autoInactive ?? true))
    inactivateEarlier(context, actor, deployment);
  return Promise.resolve(status);
}

/** Only one that is inactive, or the only one: else 422. */
export function deleteDeployment(
  context: SandboxContext,
  repository: Repository,
  deployment: Deployment,
): Promise<void> {
  const statuses = statusesOfDeployment(context, deployment);
  const isActive = statuses.length > 0 && statuses[0]?.state !== "inactive";
  if (isActive && listDeployments(context, repository).length > 1)
    throw invalid(
      "We cannot delete an active deployment unless it is the only deployment in a given environment.",
    );
  for (const status of statuses) context.state.deploymentStatuses.remove(status.id);
  context.state.deployments.remove(deployment.id);
  return Promise.resolve();
}

const statusStates: readonly unknown[] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
];

const descriptionLimit = 140;

function newDeployment(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: DeploymentInput,
  sha: Oid,
): Deployment {
  const now = toIso(context.now());
  const environment = input.environment ?? "production";
  return {
    id: context.state.nextId("deployments"),
    repositoryId: repository.id,
    sha,
    ref: input.ref,
    task: input.task ?? "deploy",
    environment,
    description: input.description ?? null,
    payload: input.payload ?? {},
    transient: input.transient ?? false,
    production: input.production ?? environment === "production",
    creator: actor.login,
    createdAt: now,
    updatedAt: now,
  };
}

function requireState(state: unknown): void {
  if (!statusStates.includes(state))
    throw invalid({ resource: "DeploymentStatus", field: "state", code: "invalid", value: state });
}

function requireShortDescription(resource: string, description: string): void {
  if (resource === "DeploymentStatus" && description.length > descriptionLimit)
    throw invalid({
      resource,
      field: "description",
      code: "custom",
      message: `description is too long (maximum is ${descriptionLimit} characters)`,
    });
}

function addStatus(
  context: SandboxContext,
  actor: Actor,
  deployment: Deployment,
  input: Parameters<typeof createDeploymentStatus>[3],
): DeploymentStatus {
  const now = toIso(context.now());
  const status: DeploymentStatus = {
    id: context.state.nextId("deploymentStatuses"),
    deploymentId: deployment.id,
    state: input.state,
    description: input.description ?? "",
    logUrl: input.logUrl ?? null,
    environmentUrl: input.environmentUrl ?? null,
    creator: actor.login,
    createdAt: now,
  };
  context.state.deploymentStatuses.put(status);
  const updated = { ...deployment, updatedAt: now };
  context.state.deployments.put(updated);
  const fields = { deployment_status: deploymentStatusJson(context, status) };
  tell(context, actor, "deployment_status", updated, fields);
  return status;
}

/** GitHub leaves transient and production environments alone, and what has ended or is inactive already. */
function inactivateEarlier(context: SandboxContext, actor: Actor, deployment: Deployment): void {
  const { environment } = deployment;
  const repository = repositoryOf(context, deployment);
  for (const earlier of listDeployments(context, repository, { environment })) {
    const [latest] = statusesOfDeployment(context, earlier);
    if (earlier.id >= deployment.id || earlier.transient || earlier.production) continue;
    if (latest === undefined || latest.state === "inactive") continue;
    addStatus(context, actor, earlier, { state: "inactive" });
  }
}

function tell(
  context: SandboxContext,
  actor: Actor,
  event: "deployment" | "deployment_status",
  deployment: Deployment,
  fields: Readonly<Record<string, unknown>>,
): void {
  context.emit({
    event,
    action: "created",
    repositoryId: deployment.repositoryId,
    sender: actor.login,
    fields: { deployment: deploymentJson(context, deployment), ...fields },
  });
}
