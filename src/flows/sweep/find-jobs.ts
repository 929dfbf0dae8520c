import type { CommitSha } from "../../core/artifact/ids.ts";
import type { RunRecord } from "../../core/artifact/provenance.ts";
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
import type { ConfigSnapshot } from "../ports/config-repository.ts";
import type { SourceRepositories } from "../ports/source-repository.ts";

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
    notYetStored(parts, config, repository, since),
    comments(parts, repository, since),
    labels(parts, config, repository),
  ]);
  return found.flat();
}

/** Pushes and runs of which nothing is stored; those that are stored were handled. */
async function notYetStored(
  { ports }: HamParts,
  config: HamConfig,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const services = servicesOf(config, repository);
  const declared = new Set(services.flatMap((service) => declaredBranches(config, service)));
  const [runs, heads] = await Promise.all([
    ports.sources.completedRuns(repository, since),
    readHeads(ports.sources, repository, [...declared]),
  ]);
  const branches = new Set([...declared, ...runs.flatMap((run) => run.headBranch ?? [])]);
  if (runs.length + heads.size === 0) return [];
  const { artifacts } = await ports.config.read({
    environments: [],
    artifacts: services.map(({ name }) => ({ service: name, branches: [...branches] })),
  });
  const pushes = await pushesTo({ ports }, { repository, since, heads, artifacts });
  return [...pushes, ...missingRuns(repository, runs, artifacts)];
}

type Artifacts = ConfigSnapshot["artifacts"];

async function readHeads(
  sources: SourceRepositories,
  repository: string,
  branches: readonly string[],
): Promise<ReadonlyMap<string, CommitSha>> {
  const heads = branches.map(async (branch): Promise<readonly [string, CommitSha][]> => {
    const head = await sources.branchHead(repository, branch);
    return head === undefined ? [] : [[branch, head]];
  });
  return new Map((await Promise.all(heads)).flat());
}

async function openedPulls(
  { ports }: HamParts,
  repository: string,
  since: string,
): Promise<readonly Job[]> {
  const threads = await ports.conversations.unansweredPulls(repository, since);
  return threads.map((thread) => ({ kind: "pull-request-opened", thread }));
}

function missingRuns(
  repository: string,
  runs: readonly RunRecord[],
  artifacts: Artifacts,
): readonly Job[] {
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
    .filter((comment) => comment.lastEditedAt === null && comment.isAnswered !== true)
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
async function pushesTo(
  { ports }: Pick<HamParts, "ports">,
  given: {
    readonly repository: string;
    readonly since: string;
    readonly heads: ReadonlyMap<string, CommitSha>;
    readonly artifacts: Artifacts;
  },
): Promise<readonly Job[]> {
  const { repository, since, heads, artifacts } = given;
  const jobs = [...heads]
    .filter(([branch, commit]) => !isStoredOf(artifacts, branch, commit))
    .map(async ([branch, commit]): Promise<readonly Job[]> => {
      const head = await ports.sources.commit(repository, commit);
      if (head === undefined) return [];
      const pusher = head.author.account ?? { login: ports.appLogin, id: 0, name: null };
      const { sha, tree } = head;
      const moved = { repository, repositoryId: 0, branch, commit: sha, tree };
      return [{ kind: "branch-pushed", ...moved, pushedAt: since, pusher }];
    });
  return (await Promise.all(jobs)).flat();
}

/** Of every service; whether it is released is asked of what is stored. */
function isStoredOf(artifacts: Artifacts, branch: string, commit: CommitSha): boolean {
  return [...artifacts.values()].every((one) =>
    one.branches.get(branch)?.artifacts.some((entry) => entry.commit === commit),
  );
}

function declaredBranches(config: HamConfig, service: ServiceConfig): readonly string[] {
  return environmentNames(config).flatMap(
    (environment) => autoReleaseBranch(config, service, environment) ?? [],
  );
}
