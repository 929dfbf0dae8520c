import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";

import { type Admin, createAdmin } from "../../../scripts/processes/admin.ts";
import { createdUserSchema } from "../../../scripts/processes/answers-schema.ts";
import { type Api, createApi } from "../../../scripts/processes/client.ts";
import { git } from "../../../scripts/processes/git.ts";
import {
  type HamProcess,
  hamProcess,
  registerHam,
} from "../../../scripts/processes/ham-process.ts";
import { until } from "../../../scripts/processes/wait.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";
import { HAM_YAML } from "../builders.ts";

export const SHOP = "acme/shop";
const CART = "acme/cart";
const CONFIG = "acme/config";
/** `shop` may be built by one workflow alone. */
const YAML = HAM_YAML.replace(
  "shop: {repository: acme/shop}",
  "shop: {repository: acme/shop, workflows: [.github/workflows/ci.yml]}",
);

/** Ham as a process, and a GitHub in which a test can forge what no honest runner would leave behind. */
export type ForgeWorld = {
  readonly sandbox: Sandbox;
  readonly admin: Admin;
  readonly ham: HamProcess;
  readonly as: (login: "maintainer" | "developer") => Api;
  /** A commit on a branch, as if pushed by the developer; files are those of earlier ones and these. */
  readonly push: (
    branch: string,
    files: Readonly<Record<string, string>>,
    repository?: string,
  ) => Promise<string>;
  /** Stock git in a bare repository. */
  readonly git: (repository: string, ...args: readonly string[]) => Promise<string>;
  /** The commits that the branches of the config repository are at, one a line. */
  readonly heads: () => Promise<string>;
  /** Nothing is under way, and Ham has called nothing for a moment. */
  readonly quiet: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function createForgeWorld(): Promise<ForgeWorld> {
  const folder = mkdtempSync(join(tmpdir(), "acceptance-forge-"));
  const sandbox = await startSandbox({ dataFolder: join(folder, "github") });
  const admin = createAdmin(sandbox.url, sandbox.adminToken);
  const tokens = await createPeople(admin);
  for (const name of ["config", "shop", "cart"]) {
    const defaultBranch = name === "config" ? "main" : "master";
    await admin.run("createRepository", { owner: "acme", name, defaultBranch });
  }
  const commit = async (repository: string, branch: string, files: unknown, as: string) => {
    const input = { repository, branch, files, as };
    return (await admin.call(v.object({ oid: v.string() }), "commitFiles", input)).oid;
  };
  await commit(CONFIG, "main", { "ham.yaml": YAML }, "maintainer");
  for (const repository of [SHOP, CART]) {
    await commit(repository, "master", { "shuttle.yaml": "plan: false\n" }, "developer");
  }
  const ham = hamProcess({
    app: await registerHam(admin, "acme"),
    sandboxUrl: sandbox.url,
    configRepository: CONFIG,
    dataFolder: folder,
    env: { HAM_SWEEP_MINUTES: "600", LOG_LEVEL: "warn" },
  });
  await ham.start();
  const runGit: ForgeWorld["git"] = (repository, ...args) =>
    git(
      join(folder, "github", "repositories", `${repository}.git`),
      { login: "judge", token: "" },
      ...args,
    );
  return {
    sandbox,
    admin,
    ham,
    as: (login) => createApi(sandbox.apiUrl, tokens[login]),
    push: (branch, files, repository = SHOP) => commit(repository, branch, files, "developer"),
    git: runGit,
    heads: () => runGit(CONFIG, "for-each-ref", "--format=%(refname) %(objectname)"),
    quiet: () => quiet(sandbox),
    close: async () => {
      await ham.kill();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createPeople(admin: Admin) {
  const create = async (login: string) =>
    (await admin.call(createdUserSchema, "createUser", { login })).token;
  const tokens = { maintainer: await create("maintainer"), developer: await create("developer") };
  await admin.run("createOrganization", {
    login: "acme",
    owners: ["maintainer"],
    members: ["developer"],
    basePermission: "write",
  });
  return tokens;
}

const SILENCE_MS = 300;

async function quiet(sandbox: Sandbox): Promise<void> {
  const calls = () =>
    sandbox.log.list().filter(({ caller }) => /^(app|installation) /.test(caller));
  await until("a moment of quiet", async () => {
    await sandbox.settled();
    const before = calls().length;
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    const after = calls();
    const isOver = after.every(({ duration }) => duration !== null);
    return isOver && sandbox.hooks.isIdle && after.length === before ? true : undefined;
  });
}
