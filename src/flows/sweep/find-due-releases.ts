import type { IndexEntry } from "../../core/artifact/index-files.ts";
import {
  type HamConfig,
  type ServiceConfig,
  autoReleaseBranch,
  environmentNames,
} from "../../core/environment/ham-config.ts";
import type { Job } from "../job.ts";
import type { HamParts } from "../parts.ts";

/**
 * Automatic releases that were stored since then and did not happen. What was stored earlier is not looked
 * at: a policy that is new releases nothing that was there before it.
 */
export async function findDueReleases(
  parts: HamParts,
  config: HamConfig,
  since: string,
): Promise<readonly Job[]> {
  const { ports } = parts;
  const services = [...config.services.values()];
  const [indexes, { artifacts }] = await Promise.all([
    ports.config.readIndexes(environmentNames(config)),
    ports.config.read({
      environments: [],
      artifacts: services.map((one) => ({
        service: one.name,
        branches: [...new Set(policies(config, one).map(({ branch }) => branch))],
      })),
    }),
  ]);
  const jobs: Job[] = [];
  for (const service of services) {
    for (const { environment, branch } of policies(config, service)) {
      const newest = artifacts.get(service.name)?.branches.get(branch)?.artifacts[0];
      const running = indexes.get(environment)?.index.get(service.name);
      if (newest === undefined || newest.id === running?.artifact) continue;
      jobs.push(...(await jobFor(parts, service, newest, since)));
    }
  }
  return jobs;
}

async function jobFor(
  { ports }: HamParts,
  service: ServiceConfig,
  newest: IndexEntry,
  since: string,
): Promise<readonly Job[]> {
  const reference = { service: service.name, id: newest.id, commit: newest.commit };
  const storedAt = await ports.config.storedAt(reference);
  if (storedAt === undefined || Date.parse(storedAt) < Date.parse(since)) return [];
  const { repository } = service;
  return [{ kind: "run-completed", repository, runId: newest.runId, attempt: 1 }];
}

function policies(
  config: HamConfig,
  service: ServiceConfig,
): readonly { readonly environment: string; readonly branch: string }[] {
  return environmentNames(config).flatMap((environment) => {
    const branch = autoReleaseBranch(config, service, environment);
    return branch === undefined ? [] : [{ environment, branch }];
  });
}
