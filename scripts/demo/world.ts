import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Admin } from "../processes/admin.ts";
import { createdUserSchema } from "../processes/answers-schema.ts";
import { type Api, createApi } from "../processes/client.ts";
import type { GitIdentity } from "../processes/git.ts";
import { hamProcess, registerHam } from "../processes/ham-process.ts";
import { startSandboxProcess } from "../processes/sandbox-process.ts";

/** People are roles: who owns the organisation, who writes code, who belongs to nothing. */
export const PEOPLE = ["maintainer", "developer", "outsider"] as const;
export type Person = (typeof PEOPLE)[number];
export const ORGANISATION = "acme";

/** GitHub on this machine, an organisation on it, and Ham as it would run in production. */
export type World = {
  readonly url: string;
  readonly dataFolder: string;
  readonly adminToken: string;
  /** The App's login when it writes. */
  readonly appLogin: string;
  readonly admin: Admin;
  readonly as: (person: Person) => Api;
  readonly tokens: Readonly<Record<Person, string>>;
  readonly identity: (person: Person) => GitIdentity;
  /** The bare folder of a repository of the organisation. */
  readonly bare: (repository: string) => string;
  /** Where a workflow run's jobs and their logs are. */
  readonly runFolder: (runId: number) => string;
  readonly clones: string;
  readonly hamUrl: string;
  readonly startHam: () => Promise<void>;
  /** As a crash would. */
  readonly killHam: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function createWorld(dataFolder: string): Promise<World> {
  mkdirSync(join(dataFolder, "clones"), { recursive: true });
  const sandbox = await startSandboxProcess({ dataFolder, args: ["--check-answers"] });
  const { admin, url } = sandbox;
  const tokens = await createPeople(admin);
  await createRepositories(admin);
  const ham = hamProcess({
    app: await registerHam(admin, ORGANISATION),
    sandboxUrl: url,
    configRepository: `${ORGANISATION}/config`,
    dataFolder,
  });
  return {
    url,
    dataFolder,
    adminToken: sandbox.adminToken,
    appLogin: ham.login,
    admin,
    as: (person) => createApi(`${url}/api/v3`, tokens[person]),
    tokens,
    identity: (person) => ({ login: person, token: tokens[person] }),
    bare: (repository) => sandbox.bare(`${ORGANISATION}/${repository}`),
    runFolder: sandbox.runFolder,
    clones: join(dataFolder, "clones"),
    hamUrl: ham.url,
    startHam: ham.start,
    killHam: ham.kill,
    close: async () => {
      await ham.stop();
      await sandbox.stop();
    },
  };
}

async function createPeople(admin: Admin): Promise<Readonly<Record<Person, string>>> {
  const create = async (login: Person) =>
    (await admin.call(createdUserSchema, "createUser", { login })).token;
  const tokens = {
    maintainer: await create("maintainer"),
    developer: await create("developer"),
    outsider: await create("outsider"),
  };
  await admin.run("createOrganization", {
    login: ORGANISATION,
    owners: ["maintainer"],
    members: ["developer"],
  });
  return tokens;
}

async function createRepositories(admin: Admin): Promise<void> {
  const repositories = [
    { name: "platform-plan", defaultBranch: "main" },
    { name: "shuttle-action", defaultBranch: "main" },
    { name: "config", defaultBranch: "main" },
    { name: "shop", defaultBranch: "master" },
    { name: "billing", defaultBranch: "master" },
  ];
  for (const repository of repositories) {
    await admin.run("createRepository", { owner: ORGANISATION, ...repository });
  }
  for (const name of ["shop", "billing"]) {
    const repository = `${ORGANISATION}/${name}`;
    await admin.run("addCollaborator", { repository, login: "developer", role: "write" });
  }
}
