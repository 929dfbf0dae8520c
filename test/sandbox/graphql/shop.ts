import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { beforeEach } from "@jest/globals";
import type { Octokit } from "octokit";

import { gitEnvironment } from "../../../src/sandbox/git/git-process.ts";
import { withSandbox } from "../../support/sandbox.ts";
import type { SandboxWorld, WithSandboxOptions } from "../../support/sandbox.ts";

export const shop = { owner: "acme", repo: "shop" };

/** A sandbox whose organisation has the repository `acme/shop` with one file on `main`, and the App's client. */
export type ShopWorld = SandboxWorld & {
  readonly ham: Octokit;
  /** What the stock git client prints in the bare repository. */
  readonly git: (args: readonly string[], input?: string) => string;
  readonly head: (branch?: string) => string;
  /** One commit by the developer; a branch that is missing begins at `main`. */
  readonly commit: (
    files: Readonly<Record<string, string | null>>,
    branch?: string,
  ) => Promise<string>;
};

export function withShop(options: WithSandboxOptions = {}): () => ShopWorld {
  const sandboxWorld = withSandbox(options);
  let ham: Octokit | undefined;
  beforeEach(async () => {
    const { admin } = sandboxWorld().sandbox;
    await admin.createRepository({ owner: "acme", name: "shop", autoInit: true });
    ham = await sandboxWorld().asInstallation();
  });
  return () => {
    const world = sandboxWorld();
    if (ham === undefined) throw new Error("the shop exists within tests alone");
    const git = (args: readonly string[], input?: string) => stockGit(world, args, input);
    return {
      ...world,
      ham,
      git,
      head: (branch = "main") => git(["rev-parse", `refs/heads/${branch}`]),
      commit: async (files, branch = "main") => {
        const given = { repository: "acme/shop", branch, files: { ...files }, as: "developer" };
        return (await world.sandbox.admin.commitFiles(given)).oid;
      },
    };
  };
}

function stockGit({ sandbox }: SandboxWorld, args: readonly string[], input?: string): string {
  const folder = join(sandbox.dataFolder, "repositories/acme/shop.git");
  const people = { GIT_AUTHOR_NAME: "developer", GIT_AUTHOR_EMAIL: "developer@example.com" };
  const committer = { GIT_COMMITTER_NAME: "developer", GIT_COMMITTER_EMAIL: "d@example.com" };
  return execFileSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    env: gitEnvironment({ ...people, ...committer, GIT_LITERAL_PATHSPECS: "0" }),
    ...(input === undefined ? {} : { input }),
  }).trim();
}
