import * as v from "valibot";

import type { DeploymentRecord } from "../../../flows/ports/conversation.ts";
import { ask } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { isGithubError } from "../github-error.ts";
import type { DeploymentChange } from "./answer-document.ts";
import { type KnownDeployment, isOfRelease } from "./deployment-log.ts";
import type { Threads } from "./threads.ts";

/** A status that a deployment is to get. */
export type PlannedStatus = {
  readonly repository: string;
  readonly deployment: KnownDeployment;
  readonly change: DeploymentChange;
};

/**
 * Finds or makes the deployment of a release, and says which statuses are to follow: its own, and
 * `inactive` for those before it, because GitHub wouldn't do that for production environments.
 * Deployments of a commit need REST: GraphQL knows only those of a branch.
 */
export async function deploy(
  threads: Threads,
  record: DeploymentRecord,
): Promise<readonly PlannedStatus[]> {
  const known = await threads.deployments.of(record.repository, record.environment);
  // Of several of one release the oldest counts, see `surplusDeployments`.
  const index = known.findLastIndex((one) => isOfRelease(one, record.release));
  const deployment = known[index] ?? (await create(threads, record));
  // A newer release has taken its place: what became of it since is no news of the environment.
  if (deployment === undefined || deployment.state === "inactive") return [];
  const { repository, state, description, logUrl } = record;
  const { nodeId: deploymentId } = deployment;
  const own: PlannedStatus = {
    repository,
    deployment,
    change: { deploymentId, state, description, logUrl },
  };
  const former = state === "failure" ? [] : known.slice(index + 1);
  return [...former.map((one) => inactivated(repository, one)), own].filter(
    (one) => one.deployment.state !== one.change.state,
  );
}

/** Once GitHub has taken them: until then they are to be sent again. */
export function rememberStatuses(threads: Threads, statuses: readonly PlannedStatus[]): void {
  for (const { repository, deployment, change } of statuses) {
    threads.deployments.put(repository, { ...deployment, state: change.state });
  }
}

function inactivated(repository: string, deployment: KnownDeployment): PlannedStatus {
  const change = inactive(deployment.nodeId, "replaced by a newer release");
  return { repository, deployment, change };
}

export function inactive(deploymentId: string, description: string): DeploymentChange {
  return { deploymentId, state: "inactive", description, logUrl: "" };
}

const createdSchema = v.object({ node_id: v.string() });

/** Undefined when GitHub no longer has the commit: then there is nothing to show a deployment of. */
async function create(
  threads: Threads,
  record: DeploymentRecord,
): Promise<KnownDeployment | undefined> {
  const payload = { release: record.release };
  try {
    const { node_id } = await ask(
      threads.client,
      "POST /repos/{owner}/{repo}/deployments",
      {
        ...repositoryParameters(record.repository),
        ref: record.commit,
        environment: record.environment,
        description: record.description.slice(0, 140),
        payload,
        auto_merge: false,
        required_contexts: [],
        transient_environment: false,
        production_environment: record.production,
      },
      createdSchema,
    );
    const { environment } = record;
    const created = { nodeId: node_id, environment, payload: JSON.stringify(payload), state: "" };
    threads.deployments.put(record.repository, created);
    return created;
  } catch (error) {
    if (isGithubError(error, "unprocessable", "not-found", "conflict")) return undefined;
    throw error;
  }
}
