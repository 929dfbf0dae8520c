import { access, constants, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { GitError, quoted, systemCode } from "./git-error.ts";
import { assertRefName } from "./ref-name.ts";

/**
 * Makes a bare repository as `git init --bare` does, without templates, set up for serving. It appears complete or not
 * at all. Throws `repository-exists`, and `invalid-ref-name` for the branch.
 */
export async function createBareRepository(folder: string, defaultBranch: string): Promise<void> {
  assertRefName(`refs/heads/${defaultBranch}`);
  const temporary = `${folder}.${process.pid}.new`;
  await rm(temporary, { recursive: true, force: true });
  for (const part of ["hooks", "objects/info", "objects/pack", "refs/heads", "refs/tags"])
    await mkdir(join(temporary, part), { recursive: true });
  await writeFile(join(temporary, "HEAD"), `ref: refs/heads/${defaultBranch}\n`);
  await writeFile(join(temporary, "config"), config);
  await writeHook(temporary);
  await moveIntoPlace(temporary, folder);
}

/**
 * Objects are never collected, so that what was read once stays readable. A push waits for the sandbox's own short
 * locks, is checked as GitHub checks it, and can't touch the refs that GitHub keeps for pull requests.
 */
const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
	filesRefLockTimeout = 5000
	packedRefsTimeout = 5000
[gc]
	auto = 0
[maintenance]
	auto = false
[http]
	receivepack = true
[receive]
	autogc = false
	fsckObjects = true
	hideRefs = refs/pull
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
`;

/** Named here for git's hook, and set by whoever serves a push. */
export const pushLogVariable = "SANDBOX_PUSH_LOG";

/** Git tells this hook exactly which refs a push has moved. */
const hook = `#!/bin/sh
if [ -n "$${pushLogVariable}" ]; then exec cat > "$${pushLogVariable}"; fi
`;

async function writeHook(folder: string): Promise<void> {
  const path = join(folder, "hooks", "post-receive");
  await writeFile(path, hook, { mode: 0o755 });
  try {
    await access(path, constants.X_OK);
  } catch (error) {
    throw new GitError(
      "git-failed",
      `git can't run hooks in ${quoted(folder)}: choose a data folder on a file system without "noexec"`,
      error,
    );
  }
}

async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const code = systemCode(error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    throw new GitError(
      "repository-exists",
      `there is a repository at ${quoted(folder)} already: open it, or choose another name`,
      error,
    );
  }
}
