import { mkdirSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";

import { buildArtifact } from "../../../bench/seed/artifact.ts";
import { type ServiceBuilds, configHistory, isoAt } from "../../../bench/seed/config-history.ts";
import { DEFAULT_BRANCH, ORGANISATION, createEstate } from "../../../bench/seed/estate.ts";
import { fastImport } from "../../../bench/seed/fast-import.ts";
import type { Admin } from "../../../scripts/processes/admin.ts";
import { createdUserSchema } from "../../../scripts/processes/answers-schema.ts";
import { type Api, createApi } from "../../../scripts/processes/client.ts";
import { type RegisteredApp, registerHam } from "../../../scripts/processes/ham-process.ts";
import { startSandboxProcess } from "../../../scripts/processes/sandbox-process.ts";
import { commitSha } from "../../../src/core/artifact/ids.ts";

/** Where releases are asked for: staging runs what is older than what dev runs. */
export const ENVIRONMENT = "staging";
export const CONFIG_REPOSITORY = `${ORGANISATION}/config`;

export type EstateService = {
  readonly name: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The merged pull request whose change waits in dev. */
  readonly pull: number;
};

/** An organisation with many services, each ready to be promoted; its Ham is registered and not started. */
export type EstateWorld = {
  readonly url: string;
  readonly admin: Admin;
  /** As a person who may read. */
  readonly reader: Api;
  readonly app: RegisteredApp;
  /** The bare folder of the config repository. */
  readonly config: string;
  readonly services: readonly EstateService[];
  readonly close: () => Promise<void>;
};

export async function createEstateWorld(folder: string, services: number): Promise<EstateWorld> {
  mkdirSync(folder, { recursive: true });
  const estate = createEstate({ services, commits: 12 });
  const sandbox = await startSandboxProcess({ dataFolder: folder });
  const { admin, url } = sandbox;
  const token = await createPeople(admin);
  await admin.run("createRepository", { owner: ORGANISATION, name: "config" });
  const known: EstateService[] = [];
  const builds: ServiceBuilds[] = [];
  for (const squad of estate.repositories) {
    const change = await mergeChange(admin, squad.name);
    const repository = `${ORGANISATION}/${squad.name}`;
    for (const name of squad.services) {
      known.push({ name, repository, pull: change.pull });
      builds.push(buildsOf(name, repository, change));
    }
  }
  // Only now, so that it has heard of nothing yet.
  const app = await registerHam(admin, ORGANISATION);
  const author = `${app.slug}[bot] <${app.slug}[bot]@users.noreply.github.com>`;
  const config = sandbox.bare(CONFIG_REPOSITORY);
  await fastImport(config, configHistory(estate, builds, author));
  return {
    url,
    admin,
    reader: createApi(`${url}/api/v3`, token),
    app,
    config,
    services: known,
    close: sandbox.stop,
  };
}

async function createPeople(admin: Admin): Promise<string> {
  const { token } = await admin.call(createdUserSchema, "createUser", { login: "maintainer" });
  await admin.run("createUser", { login: "outsider" });
  await admin.run("createOrganization", { login: ORGANISATION, owners: ["maintainer"] });
  return token;
}

type Change = { readonly pull: number; readonly before: string; readonly after: string };

async function mergeChange(admin: Admin, name: string): Promise<Change> {
  const repository = `${ORGANISATION}/${name}`;
  const commit = async (branch: string, text: string) =>
    (
      await admin.call(v.object({ oid: v.string() }), "commitFiles", {
        repository,
        branch,
        files: { "README.md": text },
        as: "maintainer",
      })
    ).oid;
  await admin.run("createRepository", {
    owner: ORGANISATION,
    name,
    defaultBranch: DEFAULT_BRANCH,
  });
  const before = await commit(DEFAULT_BRANCH, "before\n");
  await commit("change", "after\n");
  const { number } = await admin.call(v.object({ number: v.number() }), "openPull", {
    repository,
    title: "A change",
    head: "change",
    as: "maintainer",
  });
  const { sha } = await admin.call(v.object({ sha: v.string() }), "mergePull", {
    repository,
    number,
    as: "maintainer",
  });
  return { pull: number, before, after: sha };
}

const DAY_SECONDS = 86_400;

function buildsOf(service: string, repository: string, change: Change): ServiceBuilds {
  const now = Math.floor(Date.now() / 1000);
  const build = (commit: string, daysAgo: number) =>
    buildArtifact({
      service,
      repository,
      commit: commitSha(commit),
      runId: 1000 - daysAgo,
      builtAt: isoAt(now - daysAgo * DAY_SECONDS),
    });
  return { service, older: build(change.before, 3), newer: build(change.after, 2) };
}
