import {
  deploymentOf,
  listDeployments,
  statusesOfDeployment,
} from "../../github/deployment-records.ts";
import type { Environment } from "../../github/deployment-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { gitOf, repositoryOf } from "../../github/repositories.ts";
import type { Deployment, DeploymentStatus, Oid, Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";

export type DeploymentsArguments = PageArguments & {
  readonly environments?: readonly string[] | null;
  readonly orderBy?: { readonly direction: "ASC" | "DESC" } | null;
};

/** Oldest first unless asked otherwise. */
export function deploymentConnection(
  views: Views,
  repository: Repository,
  filter: { readonly sha?: Oid },
  { environments, orderBy, ...args }: DeploymentsArguments,
) {
  requireReading(views, repository, "deployments");
  const newestFirst = listDeployments(views.context, repository, filter).filter(
    ({ environment }) => !environments?.length || environments.includes(environment),
  );
  return connection({
    name: "deployments",
    args,
    items: orderBy?.direction === "DESC" ? newestFirst : newestFirst.toReversed(),
    keyOf: ({ id }) => id,
    toNode: views.deployment,
  });
}

export function deploymentView(views: Views, deployment: Deployment): View {
  const { context } = views;
  const repository = repositoryOf(context, deployment);
  const { environment, payload } = deployment;
  const statuses = () => statusesOfDeployment(context, deployment);
  return {
    __typename: "Deployment",
    id: formatNodeId("Deployment", deployment.id),
    databaseId: deployment.id,
    commit: () => views.commit(repository, deployment.sha),
    commitOid: deployment.sha,
    ref: () => refView(views, repository, deployment.ref),
    repository: () => views.repository(repository),
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    creator: () => views.actor(deployment.creator),
    description: deployment.description,
    environment,
    latestEnvironment: environment,
    originalEnvironment: environment,
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
    task: deployment.task,
    state: () => stateOf(statuses()[0]),
    latestStatus: () => {
      const [latest] = statuses();
      return latest === undefined ? null : views.deploymentStatus(latest);
    },
    statuses: (args: PageArguments) =>
      connection({
        name: "statuses",
        args,
        items: statuses(),
        keyOf: ({ id }) => id,
        toNode: views.deploymentStatus,
      }),
  };
}

export function deploymentStatusView(views: Views, status: DeploymentStatus): View {
  const deployment = deploymentOf(views.context, status);
  return {
    __typename: "DeploymentStatus",
    id: formatNodeId("DeploymentStatus", status.id),
    createdAt: status.createdAt,
    updatedAt: status.createdAt,
    creator: () => views.actor(status.creator),
    deployment: () => views.deployment(deployment),
    description: status.description,
    environment: deployment.environment,
    environmentUrl: status.environmentUrl,
    logUrl: status.logUrl,
    state: status.state.toUpperCase(),
  };
}

export function environmentView({ id, name }: Environment): View {
  return { __typename: "Environment", id: formatNodeId("Environment", id), databaseId: id, name };
}

/** Null for a deployment of a commit, and for a ref that has gone. */
async function refView(views: Views, repository: Repository, ref: string): Promise<View | null> {
  const git = gitOf(views.context, repository);
  for (const name of [`refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const oid = await git.ref(name);
    if (oid !== undefined) return views.ref(repository, { name, oid });
  }
  return null;
}

/** GitHub calls a deployment active once it has succeeded. */
function stateOf(latest: DeploymentStatus | undefined): string {
  if (latest === undefined) return "PENDING";
  return latest.state === "success" ? "ACTIVE" : latest.state.toUpperCase();
}
