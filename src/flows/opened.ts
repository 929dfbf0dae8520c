import { environmentNames, servicesOf } from "../core/environment/ham-config.ts";
import { refreshOf } from "./answers/answers.ts";
import type { Job } from "./job.ts";
import type { HamParts } from "./parts.ts";
import { environmentQueries, readWorld } from "./world.ts";

type OpenedJob = Extract<Job, { readonly kind: "pull-request-opened" }>;

/** A new pull request gets the status comment: it says where its base branch is released on its own. */
export async function handleOpened(parts: HamParts, job: OpenedJob): Promise<void> {
  const { repository } = job.thread;
  const world = await readWorld(parts, (config) => ({
    environments: environmentQueries(
      config,
      servicesOf(config, repository),
      environmentNames(config),
    ),
  }));
  if (world.kind === "refused" || servicesOf(world.config, repository).length === 0) return;
  parts.answers.add(refreshOf(job.thread));
}
