import type { SandboxContext } from "../context.ts";
import { appIdOfLogin } from "../github/accounts.ts";
import type { Environment } from "../github/deployment-records.ts";
import { deploymentOf } from "../github/deployment-records.ts";
import { formatNodeId } from "../github/node-id.ts";
import { repositoryOf } from "../github/repositories.ts";
import type { Deployment, DeploymentStatus, Repository } from "../model.ts";
import { accountJson } from "./account-json.ts";
import { appJsonOrNull } from "./app-json.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./urls.ts";

/** GitHub's `deployment`. */
export function deploymentJson(context: SandboxContext, deployment: Deployment) {
  const repository = repositoryOf(context, deployment);
  const url = repositoryUrl(context, repository, `/deployments/${deployment.id}`);
  return {
    url,
    id: deployment.id,
    node_id: formatNodeId("Deployment", deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: accountJson(context, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(context, repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: appJsonOrNull(context, appIdOfLogin(context, deployment.creator)),
  };
}

/** GitHub's `deployment-status`. */
export function deploymentStatusJson(context: SandboxContext, status: DeploymentStatus) {
  const deployment = deploymentOf(context, status);
  const repository = repositoryOf(context, deployment);
  const deploymentUrl = repositoryUrl(context, repository, `/deployments/${deployment.id}`);
  return {
    url: `${deploymentUrl}/statuses/${status.id}`,
    id: status.id,
    node_id: formatNodeId("DeploymentStatus", status.id),
    state: status.state,
    creator: accountJson(context, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl ?? "",
    log_url: status.logUrl ?? "",
    environment_url: status.environmentUrl ?? "",
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: deploymentUrl,
    repository_url: repositoryUrl(context, repository),
    performed_via_github_app: appJsonOrNull(context, appIdOfLogin(context, status.creator)),
  };
}

/** GitHub's `environment`. */
export function environmentJson(
  context: SandboxContext,
  repository: Repository,
  environment: Environment,
) {
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: formatNodeId("Environment", environment.id),
    name: environment.name,
    url: repositoryUrl(context, repository, `/environments/${name}`),
    html_url: repositoryHtmlUrl(
      context,
      repository,
      `/deployments/activity_log?environments_filter=${name}`,
    ),
    created_at: environment.createdAt,
    updated_at: environment.createdAt,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}
