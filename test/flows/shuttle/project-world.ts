import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach } from "@jest/globals";

import { projectFiles } from "../../../src/adapters/files/project-files.ts";
import { planFolders } from "../../../src/adapters/git/plan-folders.ts";
import { type LoadRequest, loadProject } from "../../../src/flows/shuttle/load-project.ts";
import type { ShuttlePorts } from "../../../src/flows/shuttle/ports.ts";

/** A folder of its own for each test, with a git that knows nothing of this machine's configuration. */
export type ProjectWorld = {
  readonly root: string;
  /** Text by path below the root; a text that starts with `#!` is executable. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly read: (path: string) => string;
  readonly exists: (path: string) => boolean;
  readonly path: (path: string) => string;
  readonly git: (folder: string, ...args: readonly string[]) => string;
  /** Commits what is in a folder, which becomes a repository if it is none. */
  readonly commit: (folder: string, message?: string) => string;
  /** Makes a repository below the root answer for an address. */
  readonly serve: (address: string, folder: string) => void;
  /** What git and scripts see. */
  readonly environment: ReadonlyMap<string, string>;
  readonly dispose: () => void;
};

/** Made before and removed after each test of the surrounding `describe`. */
export function withProjectWorld(): () => ProjectWorld {
  let world: ProjectWorld | undefined;
  const before = new Map<string, string | undefined>();
  beforeEach(() => {
    world = createProjectWorld();
    for (const name of ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "NODE_EXTRA_CA_CERTS"]) {
      before.set(name, process.env[name]);
    }
    process.env["GIT_CONFIG_GLOBAL"] = world.path("gitconfig");
    process.env["GIT_CONFIG_NOSYSTEM"] = "1";
    delete process.env["NODE_EXTRA_CA_CERTS"];
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    world?.dispose();
  });
  return () => {
    if (world === undefined) throw new Error("the world exists within tests alone");
    return world;
  };
}

/** Loads a project of the world; notices are collected. */
export async function load(
  world: ProjectWorld,
  request: Partial<LoadRequest> = {},
  environment: Readonly<Record<string, string>> = {},
) {
  const notices: string[] = [];
  const all = new Map([...world.environment, ...Object.entries(environment)]);
  const ports: ShuttlePorts = {
    files: projectFiles,
    plans: planFolders(all),
    notify: ({ text }) => notices.push(text),
  };
  const project = await loadProject(
    {
      workingDirectory: world.path("project"),
      project: undefined,
      plan: "",
      clean: false,
      skipPull: false,
      environment: all,
      ...request,
    },
    ports,
  );
  return { project, notices };
}

/** To be disposed of by the caller. */
export function createProjectWorld(): ProjectWorld {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "shuttle-test-")));
  const path = (below: string): string => join(root, below);
  const gitconfig =
    "[user]\nname = developer\nemail = developer@acme.example\n[init]\ndefaultBranch = master\n" +
    "[commit]\ngpgsign = false\n[uploadpack]\nallowAnySHA1InWant = true\n";
  writeFileSync(path("gitconfig"), gitconfig);
  const git: ProjectWorld["git"] = (folder, ...args) =>
    execFileSync("git", args, {
      cwd: path(folder),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, GIT_CONFIG_GLOBAL: path("gitconfig"), GIT_CONFIG_NOSYSTEM: "1" },
    }).trim();
  return {
    root,
    path,
    git,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(path(name)), { recursive: true });
        writeFileSync(path(name), text);
        if (text.startsWith("#!")) chmodSync(path(name), 0o755);
      }
    },
    read: (name) => readFileSync(path(name), "utf8"),
    exists: (name) => existsSync(path(name)),
    commit: (folder, message = "a change") => {
      if (!existsSync(join(path(folder), ".git"))) git(folder, "init", "--quiet");
      git(folder, "add", "--all");
      git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
      return git(folder, "rev-parse", "HEAD");
    },
    serve: (address, folder) => {
      git(".", "config", "--global", "--add", `url.file://${path(folder)}.insteadOf`, address);
    },
    environment: new Map([
      ["PATH", process.env["PATH"] ?? ""],
      ["HOME", root],
    ]),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
