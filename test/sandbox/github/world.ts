import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SandboxContext, SandboxEvent } from "../../../src/sandbox/context.ts";
import { createGitStore } from "../../../src/sandbox/git/store.ts";
import {
  actorNamed,
  createOrganization,
  createTeam,
  createUser,
} from "../../../src/sandbox/github/accounts.ts";
import type { Actor } from "../../../src/sandbox/github/accounts.ts";
import { changeFile } from "../../../src/sandbox/github/commits.ts";
import { createApp, installApp } from "../../../src/sandbox/github/installations.ts";
import {
  createRepository,
  findRepository,
  gitOf,
  grantRoles,
} from "../../../src/sandbox/github/repositories.ts";
import { createRef } from "../../../src/sandbox/github/refs.ts";
import type { App, Installation, Oid, Repository } from "../../../src/sandbox/model.ts";
import { SandboxState } from "../../../src/sandbox/state.ts";

/** The organisation `acme` with one repository `shop` whose branch `master` has a README, and people in roles. */
export type World = {
  readonly context: SandboxContext;
  readonly events: readonly SandboxEvent[];
  readonly app: App;
  readonly installation: Installation;
  /** As it is now. */
  readonly shop: () => Repository;
  readonly actor: (login: string) => Actor;
  readonly bot: Actor;
  /** What the stock git client prints in the bare repository of `owner/name`. */
  readonly git: (...args: readonly string[]) => string;
  readonly gitIn: (name: string, ...args: readonly string[]) => string;
  readonly head: (branch: string) => string;
  /** A new branch off `master` with one commit for each file, each with its name as content. */
  readonly branch: (name: string, ...files: readonly string[]) => Promise<Oid>;
  /** One more commit on a branch. */
  readonly commit: (branch: string, path: string, content?: string) => Promise<Oid>;
  /** What the time is from now on; before, it is noon of 10 May 2030. */
  readonly setTime: (time: string) => void;
  readonly close: () => Promise<void>;
};

export async function createWorld(): Promise<World> {
  const { context, events, setTime } = createContext();
  const { app, installation } = await populate(context);
  const shop = () => found(findRepository(context, "acme", "shop"));
  const actor = (login: string) => actorNamed(context, login);
  const gitIn = (name: string, ...args: readonly string[]) => stockGit(context, name, args);
  const git = (...args: readonly string[]) => gitIn("acme/shop", ...args);
  const head = (branch: string) => git("rev-parse", `refs/heads/${branch}`);
  const commit = async (branch: string, path: string, content = path) => {
    const sha = await gitOf(context, shop()).resolve(`refs/heads/${branch}:${path}`);
    const change = { branch, path, sha, message: `change ${path}`, content: Buffer.from(content) };
    return (await changeFile(context, actor("developer"), shop(), change)).commit;
  };
  const branch = async (name: string, ...files: readonly string[]) => {
    const ref = { name: `refs/heads/${name}`, oid: head("master") };
    await createRef(context, actor("developer"), shop(), ref);
    for (const file of files) await commit(name, file);
    return head(name);
  };
  const bot = actor("ham[bot]");
  const close = async () => {
    await context.git.close();
    rmSync(context.dataFolder, { recursive: true, force: true });
  };
  return {
    context,
    events,
    app,
    installation,
    shop,
    actor,
    bot,
    git,
    gitIn,
    head,
    branch,
    commit,
    setTime,
    close,
  };
}

/** What a refusal says, as `<code>: <message>` and the messages or codes of its fields. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && "code" in error) return `${String(error.code)}: ${error.message}`;
    throw error;
  }
  throw new Error("expected a refusal, but it was carried out");
}

function createContext(): Pick<World, "context" | "events" | "setTime"> {
  let now = new Date("2030-05-10T12:00:00Z");
  const dataFolder = mkdtempSync(join(tmpdir(), "sandbox-github-"));
  const events: SandboxEvent[] = [];
  const context: SandboxContext = {
    state: new SandboxState(),
    git: createGitStore({ folder: dataFolder }),
    now: () => now,
    emit: (event) => void events.push(event),
    baseUrl: () => "http://127.0.0.1:4000",
    dataFolder,
  };
  const setTime = (time: string) => {
    now = new Date(time);
  };
  return { context, events, setTime };
}

async function populate(
  context: SandboxContext,
): Promise<{ readonly app: App; readonly installation: Installation }> {
  for (const login of ["maintainer", "developer", "outsider"])
    createUser(context, { login, name: `The ${login}` });
  createOrganization(context, { login: "acme", owners: ["maintainer"], members: ["developer"] });
  createTeam(context, { organization: "acme", slug: "builders", members: ["developer"] });
  const app = createApp(context, {
    slug: "ham",
    name: "Ham",
    owner: "acme",
    publicKeyPem: "",
    permissions: { contents: "write", issues: "write" },
    events: [],
    webhook: { url: null, secret: "", active: false },
  });
  const shop = await createRepository(context, {
    owner: "acme",
    name: "shop",
    defaultBranch: "master",
    autoInit: true,
  });
  grantRoles(context, shop, { teams: { builders: "write" } });
  return { app, installation: installApp(context, app, { account: "acme" }) };
}

function stockGit(context: SandboxContext, name: string, args: readonly string[]): string {
  const folder = join(context.dataFolder, "repositories", `${name}.git`);
  return execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error("the world lacks what the test looks for");
  return item;
}
