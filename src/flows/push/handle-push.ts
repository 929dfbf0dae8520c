import type { TreeSha } from "../../core/artifact/ids.ts";
import {
  type HamConfig,
  type ServiceConfig,
  autoReleaseBranch,
  environmentNames,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import { autoReleasedTo } from "../../core/policy/auto-release.ts";
import type { PlanReference } from "../../core/shuttle/plan-reference.ts";
import { announceReleases } from "../answers/announce.ts";
import type { HamParts } from "../parts.ts";
import type { ConfigQuery } from "../ports/config-repository.ts";
import type { SourceCommit } from "../ports/source-repository.ts";
import { type World, environmentQueries, readWorld } from "../world.ts";
import { readPlanReference } from "./plan-commit.ts";
import type { PushJob } from "./push-job.ts";
import { reuseForPush } from "./reuse-for-push.ts";

/**
 * A branch has moved. If its tree was built already, for example on the pull request that was merged, the
 * artifact is stored under the new commit and released at once; else the build of the push will come.
 */
export async function handlePush(parts: HamParts, job: PushJob): Promise<void> {
  const { sources } = parts.ports;
  const hint = parts.configs.hint();
  if (hint !== undefined && servicesOf(hint, job.repository).length === 0) return;
  const declared = declaredServices(hint, job);
  const early =
    job.tree === undefined || declared.length > 0
      ? sources.commit(job.repository, job.commit)
      : undefined;
  const tree = job.tree ?? (await early)?.tree;
  if (tree === undefined) return;
  const [world, plans] = await Promise.all([
    readWorld(parts, (config) => queryFor(config, job, tree)),
    readPlans(parts, declared, job),
    early,
  ]);
  if (world.kind === "refused") return;
  const services = servicesOf(world.config, job.repository).filter((one) =>
    mayReuse(world, one, job, tree),
  );
  if (services.length === 0) return;
  const pushed = await (early ?? sources.commit(job.repository, job.commit));
  if (pushed?.tree !== tree) return;
  await Promise.all(
    services.map((service) => reuse(parts, job, { service, pushed, world, plans })),
  );
}

async function reuse(
  parts: HamParts,
  job: PushJob,
  given: {
    readonly service: ServiceConfig;
    readonly pushed: SourceCommit;
    readonly world: World;
    readonly plans: ReadonlyMap<string, PlanReference | undefined>;
  },
): Promise<void> {
  const { service, pushed, world } = given;
  const plan = given.plans.has(service.name)
    ? given.plans.get(service.name)
    : await readPlanReference(parts.ports.sources, service, job.commit);
  if (plan === undefined) return;
  const told = await reuseForPush(parts, { job, service, pushed, world, plan });
  announceReleases(parts, { repository: job.repository, commit: job.commit }, told);
}

/** Is the branch released on its own somewhere, and is the tree known? */
function mayReuse(world: World, service: ServiceConfig, job: PushJob, tree: TreeSha): boolean {
  const { config, snapshot } = world;
  const stored = snapshot.artifacts.get(service.name);
  const released = autoReleasedTo(config, snapshot.environments, service.name, job.branch);
  return released.length > 0 && (stored?.trees.get(tree)?.artifacts.length ?? 0) > 0;
}

/** Services that `ham.yaml` releases from the branch: for them everything is asked in the first step. */
function declaredServices(hint: HamConfig | undefined, job: PushJob): readonly ServiceConfig[] {
  if (hint === undefined) return [];
  return servicesOf(hint, job.repository).filter((service) =>
    environmentNames(hint).some(
      (environment) => autoReleaseBranch(hint, service, environment) === job.branch,
    ),
  );
}

async function readPlans(
  parts: HamParts,
  declared: readonly ServiceConfig[],
  job: PushJob,
): Promise<ReadonlyMap<string, PlanReference | undefined>> {
  const { sources } = parts.ports;
  return new Map(
    await Promise.all(
      declared.map(async (service): Promise<[string, PlanReference | undefined]> => [
        service.name,
        await readPlanReference(sources, service, job.commit),
      ]),
    ),
  );
}

function queryFor(config: HamConfig, job: PushJob, tree: TreeSha): ConfigQuery {
  const services = servicesOf(config, job.repository);
  return {
    environments: environmentQueries(config, services, environmentNames(config), job.pushedAt),
    artifacts: services.map((one) => ({
      service: one.name,
      branches: [job.branch],
      trees: [tree],
    })),
  };
}
