import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { GitRepository } from "../git/git-store.ts";

const run = promisify(execFile);

/**
 * Copies refs, and the objects they need, from one bare repository into another. GitHub keeps a repository and
 * its forks in one object store; here each has its own, so what a pull request needs from a fork is copied.
 * `refspecs` are git's, for example `+refs/heads/*:refs/heads/*`.
 */
export async function copyRefs(
  from: GitRepository,
  to: GitRepository,
  refspecs: readonly string[],
): Promise<void> {
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"];
  await run("git", ["-C", to.path, "fetch", ...options, from.path, ...refspecs], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" },
  });
}
