import { execFile } from "node:child_process";

import Bottleneck from "bottleneck";

import { GitError, quoted } from "./git-error.ts";

export type GitResult = { readonly status: number; readonly stdout: Buffer };

/**
 * The whole environment of a git that works on the sandbox's repositories: nothing of the machine's or the user's
 * configuration, locale or `GIT_*` variables reaches it, and paths given to it are never patterns.
 */
export function gitEnvironment(
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    ...extra,
  };
}

/**
 * Runs git on a bare repository and resolves to what it printed. Rejects with `git-failed` when it ends with a status
 * that is not among `accept` (default: 0), with `git-too-old` when this machine's git can't serve the sandbox.
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  accept: readonly number[] = [0],
): Promise<GitResult> {
  await requireGit();
  return starts.schedule(() => execute(["--git-dir", folder, ...args], accept));
}

/** Checks once per process that git is there and new enough. */
export async function requireGit(): Promise<void> {
  checked ??= execute(["version"], [0]).then(({ stdout }) => {
    assertGitVersion(stdout.toString("utf8"));
  });
  await checked;
}

/** `text` is what `git version` prints. */
function assertGitVersion(text: string): void {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(text) ?? [];
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= oldestMinor)) return;
  throw new GitError(
    "git-too-old",
    `the sandbox needs git 2.${oldestMinor} or newer (for "git merge-tree --write-tree"), but found ${quoted(text.trim())}: install a newer git`,
  );
}

/** `git merge-tree --write-tree` came with 2.38. */
const oldestMinor = 38;

let checked: Promise<void> | undefined;

/** More at once only make each other slow. */
const starts = new Bottleneck({ maxConcurrent: 8 });

function execute(args: readonly string[], accept: readonly number[]): Promise<GitResult> {
  const options = { env: gitEnvironment(), encoding: "buffer", maxBuffer: 1 << 30 } as const;
  return new Promise((resolve, reject) => {
    execFile("git", args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === "number" && accept.includes(status)) resolve({ status, stdout });
      else reject(failure(args, stderr.toString("utf8"), error));
    });
  });
}

function failure(args: readonly string[], stderr: string, cause: unknown): GitError {
  const said = stderr.trim() === "" ? String(cause) : stderr.trim();
  return new GitError("git-failed", `git ${args.join(" ")} failed: ${quoted(said)}`, cause);
}
