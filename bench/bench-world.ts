import * as v from "valibot";

import type { Admin } from "../scripts/processes/admin.ts";
import { createdUserSchema, reactionSchema } from "../scripts/processes/answers-schema.ts";
import { type Api, createApi } from "../scripts/processes/client.ts";
import { type HamProcess, hamProcess, registerHam } from "../scripts/processes/ham-process.ts";
import { startSandboxProcess } from "../scripts/processes/sandbox-process.ts";
import { until } from "../scripts/processes/wait.ts";
import { commitSha } from "../src/core/artifact/ids.ts";
import { buildArtifact } from "./seed/artifact.ts";
import { type ServiceBuilds, configHistory, isoAt } from "./seed/config-history.ts";
import {
  DEFAULT_BRANCH,
  type Estate,
  ORGANISATION,
  type Size,
  type SquadRepository,
  createEstate,
} from "./seed/estate.ts";
import { fastImport } from "./seed/fast-import.ts";

/** An organisation that has released for years, on a sandbox of its own, and its Ham, not started. */
export type BenchWorld = {
  readonly estate: Estate;
  readonly admin: Admin;
  readonly as: Api;
  readonly ham: HamProcess;
  /** The bare folder of the config repository. */
  readonly config: string;
  readonly builds: readonly ServiceBuilds[];
  /** The merged pull request of each repository. */
  readonly pulls: ReadonlyMap<string, number>;
  /** The same App once more, on a port of its own: a replica that GitHub does not know of. */
  readonly replica: (port: number) => HamProcess;
  readonly close: () => Promise<void>;
};

/** Who asks: an owner may do everything, so that each release goes through. */
const ASKER = "maintainer";

export async function createBenchWorld(
  folder: string,
  size: Size,
  options: {
    readonly hamEnvironment?: Readonly<Record<string, string>>;
    /** Holds every answer against GitHub's description; it costs time, so benchmarks don't. */
    readonly checkAnswers?: boolean;
  } = {},
): Promise<BenchWorld> {
  const estate = createEstate(size);
  const sandbox = await startSandboxProcess({
    dataFolder: folder,
    args: options.checkAnswers === true ? ["--check-answers"] : [],
  });
  const { admin, url } = sandbox;
  const token = await createOrganisation(admin);
  await admin.run("createRepository", { owner: ORGANISATION, name: "config" });
  const changes = new Map<string, Change>();
  for (const { name } of estate.repositories) changes.set(name, await mergeChange(admin, name));
  const builds = estate.repositories.flatMap((one) => buildsOf(one, changes.get(one.name)));
  // Only now, so that it has heard of nothing yet.
  const app = await registerHam(admin, ORGANISATION);
  const config = sandbox.bare(`${ORGANISATION}/config`);
  const author = `${app.slug}[bot] <${app.slug}[bot]@users.noreply.github.com>`;
  await fastImport(config, configHistory(estate, builds, author));
  const createHam = (name: string, port: number) =>
    hamProcess({
      app,
      sandboxUrl: url,
      configRepository: `${ORGANISATION}/config`,
      dataFolder: folder,
      name,
      port,
      // What is measured is what webhooks set off.
      env: { HAM_SWEEP_MINUTES: "600", LOG_LEVEL: "warn", ...options.hamEnvironment },
    });
  const ham = createHam("ham", app.port);
  return {
    estate,
    admin,
    as: createApi(`${url}/api/v3`, token),
    ham,
    replica: (port) => createHam(`ham-${port}`, port),
    config,
    builds,
    pulls: new Map([...changes].map(([name, { pull }]) => [name, pull])),
    close: async () => {
      await ham.kill();
      await sandbox.stop();
    },
  };
}

async function createOrganisation(admin: Admin): Promise<string> {
  const { token } = await admin.call(createdUserSchema, "createUser", { login: ASKER });
  await admin.run("createOrganization", { login: ORGANISATION, owners: [ASKER], members: [] });
  return token;
}

type Change = {
  readonly pull: number;
  /** The commits of the default branch before the pull request and after it. */
  readonly before: string;
  readonly after: string;
};

async function mergeChange(admin: Admin, name: string): Promise<Change> {
  const repository = `${ORGANISATION}/${name}`;
  const commit = (branch: string, text: string) =>
    admin.call(v.object({ oid: v.string() }), "commitFiles", {
      repository,
      branch,
      files: { "README.md": text },
      as: ASKER,
    });
  await admin.run("createRepository", {
    owner: ORGANISATION,
    name,
    defaultBranch: DEFAULT_BRANCH,
  });
  const { oid: before } = await commit(DEFAULT_BRANCH, "before\n");
  await commit("change", "after\n");
  const { number } = await admin.call(v.object({ number: v.number() }), "openPull", {
    repository,
    title: "A change",
    head: "change",
    as: ASKER,
  });
  const { sha: after } = await admin.call(v.object({ sha: v.string() }), "mergePull", {
    repository,
    number,
    as: ASKER,
  });
  return { pull: number, before, after };
}

const DAY_SECONDS = 86_400;

function buildsOf(
  { name, services }: SquadRepository,
  change: Change | undefined,
): readonly ServiceBuilds[] {
  if (change === undefined) return [];
  const now = Math.floor(Date.now() / 1000);
  const repository = `${ORGANISATION}/${name}`;
  const build = (service: string, commit: string, daysAgo: number) =>
    buildArtifact({
      service,
      repository,
      commit: commitSha(commit),
      runId: 1000 - daysAgo,
      builtAt: isoAt(now - daysAgo * DAY_SECONDS),
    });
  return services.map((service) => ({
    service,
    older: build(service, change.before, 3),
    newer: build(service, change.after, 2),
  }));
}

/** Comments on a repository's pull request; the comment's id. GitHub then tells Ham. */
export async function comment(
  world: BenchWorld,
  repository: string,
  body: string,
): Promise<number> {
  const number = world.pulls.get(repository);
  const { id } = await world.admin.call(v.object({ id: v.number() }), "createComment", {
    repository: `${ORGANISATION}/${repository}`,
    number,
    as: ASKER,
    body,
  });
  return id;
}

/** Waits for Ham's mark on a comment: true when it did what was asked. */
export async function answered(
  world: BenchWorld,
  repository: string,
  id: number,
): Promise<boolean> {
  const path = `/repos/${ORGANISATION}/${repository}/issues/comments/${id}/reactions`;
  return until(`an answer to comment ${id}`, async () => {
    const marks = await world.as(v.array(reactionSchema), "GET", path);
    const own = marks.filter(({ user }) => user.login === world.ham.login);
    if (own.some(({ content }) => content === "rocket")) return true;
    return own.some(({ content }) => content === "confused") ? false : undefined;
  });
}
