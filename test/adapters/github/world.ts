import { readFileSync } from "node:fs";

import { beforeEach } from "@jest/globals";
import { load } from "js-yaml";

import type { CommitSha } from "../../../src/core/artifact/ids.ts";
import { commitSha } from "../../../src/core/artifact/ids.ts";
import { type Github, connectGithub } from "../../../src/adapters/github/installation.ts";
import type { GithubCall } from "../../../src/adapters/github/octokit.ts";
import { type SandboxWorld, withSandbox } from "../../support/sandbox.ts";

export const CONFIG = "acme/config";
export const SHOP = "acme/shop";
export const APP_LOGIN = "ham[bot]";

/** GitHub as Ham sees it, played by the sandbox, with a config repository and an application. */
export type GithubWorld = SandboxWorld & {
  readonly github: Github;
  /** Requests since the start or the last `forgetCalls`, by name. */
  readonly calls: () => readonly string[];
  readonly forgetCalls: () => void;
  /** One more commit by a person. */
  readonly push: (
    repository: string,
    branch: string,
    files: Readonly<Record<string, string | null>>,
    message?: string,
  ) => Promise<CommitSha>;
};

export function withGithub(): () => GithubWorld {
  const sandboxOf = withSandbox({ manifest: appManifest() });
  let world: GithubWorld | undefined;
  beforeEach(async () => {
    world = await createGithubWorld(sandboxOf());
  });
  return () => {
    if (world === undefined) throw new Error("GitHub is there within tests alone");
    return world;
  };
}

/** What is in `app.yml`. */
export function appManifest(): Record<string, unknown> {
  const text = readFileSync(new URL("../../../app.yml", import.meta.url), "utf8");
  const manifest: unknown = load(text);
  if (typeof manifest !== "object" || manifest === null) throw new Error("app.yml is no mapping");
  return { ...manifest };
}

async function createGithubWorld(sandboxWorld: SandboxWorld): Promise<GithubWorld> {
  const { sandbox, app, privateKey } = sandboxWorld;
  const { admin } = sandbox;
  await admin.createRepository({ owner: "acme", name: "config", private: true, autoInit: true });
  await admin.createRepository({
    owner: "acme",
    name: "shop",
    autoInit: true,
    defaultBranch: "master",
  });
  let calls: GithubCall[] = [];
  const github = connectGithub({
    apiUrl: sandbox.apiUrl,
    appId: app.id,
    privateKey,
    configRepository: CONFIG,
    onCall: (call) => calls.push(call),
    throttling: { secondMs: 10 },
  });
  return {
    ...sandboxWorld,
    github,
    calls: () => calls.map(({ name }) => name),
    forgetCalls: () => {
      calls = [];
    },
    push: async (repository, branch, files, message = "change files") => {
      const change = { repository, branch, files: { ...files }, message };
      const { oid } = await admin.commitFiles({ ...change, as: "developer" });
      return commitSha(oid);
    },
  };
}
