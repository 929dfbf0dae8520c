import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach } from "@jest/globals";

import { gitEnvironment } from "../../../src/sandbox/git/git-process.ts";
import { ZERO_OID } from "../../../src/sandbox/git/git-store.ts";
import type { GitRepository, GitStore, Signature } from "../../../src/sandbox/git/git-store.ts";
import { createGitStore } from "../../../src/sandbox/git/store.ts";

export type GitWorld = {
  readonly folder: string;
  readonly store: GitStore;
  /** `acme/config`, empty, default branch `main`. */
  readonly repository: GitRepository;
};

/** A store in a folder of its own for each test of the surrounding `describe`. */
export function withGitStore(): () => GitWorld {
  let world: GitWorld | undefined;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), "git-store-"));
    const store = createGitStore({ folder });
    const names = { owner: "acme", name: "config", defaultBranch: "main" };
    world = { folder, store, repository: await store.create(names) };
  });
  afterEach(async () => {
    await world?.store.close();
    if (world !== undefined) rmSync(world.folder, { recursive: true, force: true });
    world = undefined;
  });
  return () => {
    if (world === undefined) throw new Error("the store exists within tests alone");
    return world;
  };
}

const people = {
  GIT_AUTHOR_NAME: "developer",
  GIT_AUTHOR_EMAIL: "developer@example.com",
  GIT_COMMITTER_NAME: "developer",
  GIT_COMMITTER_EMAIL: "developer@example.com",
  GIT_LITERAL_PATHSPECS: "0",
};

type Options = {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
};

/** The stock git client in a folder; what it prints, without the last newline. Throws when it fails. */
export function git(folder: string, args: readonly string[], options: Options = {}): string {
  return gitBytes(folder, args, options).toString("utf8").replace(/\n$/, "");
}

export function gitBytes(folder: string, args: readonly string[], options: Options = {}): Buffer {
  return execFileSync("git", ["-C", folder, ...args], {
    env: environment(options),
    maxBuffer: 1 << 28,
    stdio: "pipe",
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

/** The same without throwing: the status, and both outputs as one text. */
export function tryGit(
  folder: string,
  args: readonly string[],
  options: Options = {},
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
    env: environment(options),
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

const execute = promisify(execFile);

/** Git beside whatever this process is doing. */
export async function gitBeside(
  folder: string,
  args: readonly string[],
  options: Pick<Options, "env"> = {},
): Promise<{ readonly status: number; readonly output: string }> {
  try {
    const { stdout, stderr } = await execute("git", ["-C", folder, ...args], {
      env: environment(options),
      maxBuffer: 1 << 28,
    });
    return { status: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    return { status: 1, output: String(error) };
  }
}

function environment({ env = {} }: Options): Record<string, string> {
  return gitEnvironment({ ...people, ...env });
}

export const developer: Signature = {
  name: "developer",
  email: "developer@example.com",
  seconds: 1_790_000_000,
  offset: 120,
};

/** A commit of these files on a branch, through the store; `null` deletes. */
export async function commitFiles(
  repository: GitRepository,
  branch: string,
  files: Readonly<Record<string, string | null>>,
  options: { readonly seconds?: number; readonly message?: string; readonly sign?: boolean } = {},
): Promise<string> {
  const name = `refs/heads/${branch}`;
  const head = await repository.ref(name);
  const base = head === undefined ? undefined : await repository.commit(head);
  const edited = await repository.editTree(
    base?.tree ?? (await repository.writeTree([])),
    Object.entries(files).map(([path, text]) => ({
      path,
      content: text === null ? null : Buffer.from(text),
    })),
  );
  if (!("tree" in edited)) throw new Error(`not there: ${edited.missing.join(", ")}`);
  const { seconds = developer.seconds, message = "change", sign = false } = options;
  const who = { ...developer, seconds };
  const parents = head === undefined ? [] : [head];
  const commit = { tree: edited.tree, parents, author: who, committer: who, message, sign };
  const oid = await repository.writeCommit(commit);
  const update = { name, before: head ?? ZERO_OID, after: oid, force: false };
  const result = await repository.updateRefs([update]);
  if (result.kind !== "updated") throw new Error(`not updated: ${result.kind}`);
  return oid;
}
