import { COMMANDS, parseLabel } from "../../core/command/command.ts";
import {
  type HamConfig,
  type ServiceConfig,
  autoReleaseBranch,
  environmentNames,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import type { Job } from "../job.ts";
import type { HamParts } from "../parts.ts";

/** Every repository that owns a service, once. */
export function repositoriesOf(config: HamConfig): readonly string[] {
  const names = new Map<string, string>();
  for (const { repository } of config.services.values()) {
    names.set(repository.toLowerCase(), repository);
  }
  return [...names.values()];
}

/** What one repository may have told and Ham did not hear: as jobs, whatever became of them. */
export async function findJobs(
  parts: HamParts,
  config: HamConfig,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const found = await Promise.all([
    openedPulls(parts, repository, since),
    branchHeads(parts, config, repository, since),
    missingRuns(parts, config, repository, since),
    comments(parts, repository, since),
    labels(parts, config, repository),
  ]);
  return found.flat();
}

async function openedPulls(
  { ports }: HamParts,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const threads = await ports.conversations.unansweredPulls(repository, since);
  return threads.map((thread) => ({ kind: "pull-request-opened", thread }));
}

/** Completed runs of which nothing is stored; those that are stored were handled. */
async function missingRuns(
  { ports }: HamParts,
  config: HamConfig,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const runs = await ports.sources.completedRuns(repository, since);
  if (runs.length === 0) return [];
  const branches = [...new Set(runs.flatMap((run) => run.headBranch ?? []))];
  const services = servicesOf(config, repository);
  const { artifacts } = await ports.config.read({
    environments: [],
    artifacts: services.map(({ name }) => ({ service: name, branches })),
  });
  const stored = new Set(
    [...artifacts.values()]
      .flatMap((one) => [...one.branches.values()])
      .flatMap((index) => index.artifacts.map((entry) => entry.runId)),
  );
  return runs
    .filter((run) => !stored.has(run.id))
    .map((run): Job => ({ kind: "run-completed", repository, runId: run.id, attempt: run.attempt }))
    .reverse();
}

async function comments(
  { ports }: HamParts,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const listed = await ports.conversations.commentsSince(repository, since);
  return listed
    .filter((comment) => comment.lastEditedAt === null)
    .map(({ thread, id, author, body, createdAt }) => ({
      kind: "comment-created",
      thread,
      // An issue shows when it is taken.
      isPullRequest: true,
      comment: { id, body, createdAt, author: { ...author, name: null } },
    }));
}

async function labels(
  { ports }: HamParts,
  config: HamConfig,
  repository: string,
): Promise<readonly Job[]> {
  const names = COMMANDS.flatMap(({ name }) =>
    environmentNames(config).map((environment) => `${name}:${environment}`),
  ).filter((label) => parseLabel(label) !== undefined);
  const labelings = await ports.conversations.labelings(repository, names);
  return labelings.map(({ thread, label, login }) => ({
    kind: "label-added",
    thread,
    label,
    actor: { login, id: 0, name: null, isBot: login.endsWith("[bot]") },
  }));
}

/** Pushes that nobody told of; they count as old as the last look, so a person's later word stands. */
async function branchHeads(
  { ports }: HamParts,
  config: HamConfig,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const services = servicesOf(config, repository);
  const branches = new Set(services.flatMap((service) => declaredBranches(config, service)));
  const jobs = await Promise.all(
    [...branches].map(async (branch): Promise<readonly Job[]> => {
      const commit = await ports.sources.branchHead(repository, branch);
      const head =
        commit === undefined ? undefined : await ports.sources.commit(repository, commit);
      if (head === undefined) return [];
      const pusher = head.author.account ?? { login: ports.appLogin, id: 0, name: null };
      return [
        {
          kind: "branch-pushed",
          repository,
          repositoryId: 0,
          branch,
          commit: head.sha,
          tree: head.tree,
          pushedAt: since,
          pusher,
        },
      ];
    }),
  );
  return jobs.flat();
}

function declaredBranches(config: HamConfig, service: ServiceConfig): readonly string[] {
  return environmentNames(config).flatMap(
    (environment) => autoReleaseBranch(config, service, environment) ?? [],
  );
}
