import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { git } from "../processes/git.ts";
import { ORGANISATION, type Person, type World } from "./world.ts";

/** What `uses: acme/shuttle-action@v1` needs of this repository. */
const ACTION_FILES = ["action.yml", "action", "bin", "changed", "package.json"];

/** The platform team's repositories: the plan and the Action, both tagged v1, and the config repository. */
export async function pushPlatform(world: World): Promise<void> {
  await pushFolder(world, "platform-plan", "examples/platform-plan", { tag: "v1" });
  await pushAction(world);
  await pushFolder(world, "config", "examples/config");
}

/** A service's repository with everything it begins with. */
export async function pushService(world: World, name: string): Promise<void> {
  await pushFolder(world, name, `examples/${name}`, { as: "developer" });
}

/** Changes files in the clone of a repository and pushes them; the new commit. */
export async function pushChange(
  world: World,
  change: {
    readonly repository: string;
    readonly branch: string;
    readonly files: Readonly<Record<string, (text: string) => string>>;
    readonly message: string;
    readonly as: Person;
  },
): Promise<string> {
  const folder = join(world.clones, change.repository);
  const run = (...args: readonly string[]) => git(folder, world.identity(change.as), ...args);
  await run("fetch", "--quiet", "origin");
  const isNew = (await run("ls-remote", "--heads", "origin", change.branch)) === "";
  await run(
    "checkout",
    "--quiet",
    "-B",
    change.branch,
    `origin/${isNew ? "master" : change.branch}`,
  );
  for (const [path, edit] of Object.entries(change.files)) editFile(join(folder, path), edit);
  await run("add", "--all");
  await run("commit", "--quiet", "--message", change.message);
  await run("push", "--quiet", "origin", change.branch);
  return run("rev-parse", "HEAD");
}

async function pushFolder(
  world: World,
  name: string,
  source: string,
  options: { readonly tag?: string; readonly as?: Person } = {},
): Promise<void> {
  const folder = join(world.clones, name);
  cpSync(source, folder, { recursive: true });
  nameServer(folder, world.url);
  await pushNew(world, name, options);
}

async function pushAction(world: World): Promise<void> {
  const folder = join(world.clones, "shuttle-action");
  mkdirSync(folder, { recursive: true });
  for (const path of ACTION_FILES.filter((one) => existsSync(one))) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  await pushNew(world, "shuttle-action", { tag: "v1" });
}

async function pushNew(
  world: World,
  name: string,
  { tag, as = "maintainer" }: { readonly tag?: string; readonly as?: Person },
): Promise<void> {
  const folder = join(world.clones, name);
  const branch = name === "shop" || name === "billing" ? "master" : "main";
  const run = (...args: readonly string[]) => git(folder, world.identity(as), ...args);
  await run("init", "--quiet", `--initial-branch=${branch}`);
  await run("add", "--all", "--force");
  await run("commit", "--quiet", "--message", `feat: ${name}`);
  await run("remote", "add", "origin", `${world.url}/${ORGANISATION}/${name}.git`);
  if (tag !== undefined) await run("tag", tag);
  await run("push", "--quiet", "origin", branch, ...(tag === undefined ? [] : [tag]));
}

/** The examples name no server; here it is the sandbox. */
function nameServer(folder: string, url: string): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) nameServer(path, url);
    else if (entry === "shuttle.yaml") {
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("PLAN_SERVER", url));
    }
  }
}

function editFile(path: string, edit: (text: string) => string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, edit(existsSync(path) ? readFileSync(path, "utf8") : ""));
}
