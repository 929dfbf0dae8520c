import type { IndexEntry } from "../../core/artifact/index-files.ts";
import {
  type HamConfig,
  type ServiceConfig,
  environmentNames,
} from "../../core/environment/ham-config.ts";
import { autoReleaseBranchAt } from "../../core/policy/auto-release.ts";
import type { Job } from "../job.ts";
import type { EnvironmentStates } from "../observed.ts";
import type { HamParts } from "../parts.ts";

/**
 * Automatic releases that were stored since then and did not happen, by what `ham.yaml` and the policy
 * files say now. What was stored earlier is not looked at: a policy that is new releases nothing that was
 * there before it.
 */
export async function findDueReleases(
  parts: HamParts,
  config: HamConfig,
  since: string,
): Promise<readonly Job[]> {
  const { ports } = parts;
  const services = [...config.services.values()];
  const states = await ports.config.readIndexes(environmentNames(config));
  const { artifacts } = await ports.config.read({
    environments: [],
    artifacts: services.map((one) => ({
      service: one.name,
      branches: [...new Set(policies(config, states, one).map(({ branch }) => branch))],
    })),
  });
  const jobs: Job[] = [];
  for (const service of services) {
    for (const { environment, branch } of policies(config, states, service)) {
      const newest = artifacts.get(service.name)?.branches.get(branch)?.artifacts[0];
      const running = states.get(environment)?.index.get(service.name);
      if (newest === undefined || newest.id === running?.artifact) continue;
      jobs.push(...(await jobsFor(parts, service, newest, since)));
    }
  }
  return jobs;
}

/** What Ham took over at a push was not built by its run: the push stands for it. */
async function jobsFor(
  { ports }: HamParts,
  service: ServiceConfig,
  newest: IndexEntry,
  since: string,
): Promise<readonly Job[]> {
  const reference = { service: service.name, id: newest.id, commit: newest.commit };
  const storedAt = await ports.config.storedAt(reference);
  if (storedAt === undefined || Date.parse(storedAt) < Date.parse(since)) return [];
  const { repository } = service;
  const run = await ports.sources.run(repository, newest.runId);
  if (run?.headSha === newest.commit) {
    return [{ kind: "run-completed", repository, runId: run.id, attempt: run.attempt }];
  }
  const pushed = await ports.sources.commit(repository, newest.commit);
  if (pushed === undefined) return [];
  const pusher = pushed.author.account ?? { login: ports.appLogin, id: 0, name: null };
  const { sha: commit, tree } = pushed;
  const moved = { repository, repositoryId: 0, branch: newest.branch, commit, tree };
  return [{ kind: "branch-pushed", ...moved, pushedAt: storedAt, pusher }];
}

function policies(
  config: HamConfig,
  states: EnvironmentStates,
  service: ServiceConfig,
): readonly { readonly environment: string; readonly branch: string }[] {
  return environmentNames(config).flatMap((environment) => {
    const state = states.get(environment);
    const branch = autoReleaseBranchAt(config, state, environment, service.name);
    return branch === undefined ? [] : [{ environment, branch }];
  });
}
