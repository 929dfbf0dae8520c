import type { SandboxContext } from "../context.ts";
import type { Deployment, DeploymentStatus, Iso8601, Repository } from "../model.ts";
import { notFound } from "./problem.ts";

/** An environment exists from its first deployment on, whose id it shares. */
export type Environment = {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Iso8601;
};

export function deploymentById(context: SandboxContext, id: number): Deployment | undefined {
  return context.state.deployments.get(id);
}

export function deploymentOf(context: SandboxContext, status: DeploymentStatus): Deployment {
  const deployment = deploymentById(context, status.deploymentId);
  if (deployment === undefined) throw notFound();
  return deployment;
}

/** Newest first. */
export function listDeployments(
  context: SandboxContext,
  repository: Repository,
  filter: {
    readonly sha?: string | undefined;
    readonly ref?: string | undefined;
    readonly task?: string | undefined;
    readonly environment?: string | undefined;
  } = {},
): readonly Deployment[] {
  const { sha, ref, task, environment } = filter;
  const isAsked = (wanted: string | undefined, found: string) =>
    wanted === undefined || wanted === found;
  return context.state.deployments
    .filter(
      (deployment) =>
        deployment.repositoryId === repository.id &&
        isAsked(sha, deployment.sha) &&
        isAsked(ref, deployment.ref) &&
        isAsked(task, deployment.task) &&
        isAsked(environment, deployment.environment),
    )
    .sort((one, other) => other.id - one.id);
}

/** Newest first. */
export function statusesOfDeployment(
  context: SandboxContext,
  deployment: Pick<Deployment, "id">,
): readonly DeploymentStatus[] {
  return context.state.deploymentStatuses
    .filter((status) => status.deploymentId === deployment.id)
    .sort((one, other) => other.id - one.id);
}

/** In the order in which they first appeared. */
export function environmentsOf(
  context: SandboxContext,
  repository: Repository,
): readonly Environment[] {
  const environments = new Map<string, Environment>();
  for (const { id, environment, createdAt } of listDeployments(context, repository))
    environments.set(environment, { id, name: environment, createdAt });
  return [...environments.values()].sort((one, other) => one.id - other.id);
}
