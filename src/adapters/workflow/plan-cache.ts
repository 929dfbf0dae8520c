import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { GitPlan } from "../../core/shuttle/plan-reference.ts";
import type { PlanFolders } from "../../flows/shuttle/ports.ts";
import { type GitResult, runGit } from "../git/git-command.ts";

/**
 * Plans whose commits are kept on this machine between jobs: one bare repository for each origin, so that
 * git's own locks keep parallel jobs apart, and git's own ids make sure that a commit is what it is called.
 * What goes wrong here is no trouble: the plan is fetched as without it.
 */
export function cachePlans(plans: PlanFolders, cacheFolder: string): PlanFolders {
  return {
    ...plans,
    checkOut: async (folder, plan, ref) => {
      const cache = { path: cachePath(plans.origin(plan), cacheFolder), plans };
      if (isWholeCommit(ref.sha)) await takeOut(folder, plan, { ...cache, sha: ref.sha });
      const result = await plans.checkOut(folder, plan, ref);
      if (result.kind === "checked-out") await putIn(folder, cache.path, result.sha);
      return result;
    },
  };
}

type Kept = { readonly path: string; readonly plans: PlanFolders; readonly sha: string };

/** A short commit could mean another one tomorrow. */
function isWholeCommit(sha: string): boolean {
  return /^[0-9a-f]{40}$/.test(sha);
}

function cachePath(origin: string, cacheFolder: string): string {
  const name = createHash("sha256").update(origin).digest("hex").slice(0, 32);
  return join(cacheFolder, `${name}.git`);
}

/** Makes the folder a clone at that commit, if it is kept. Then there is nothing to fetch any more. */
async function takeOut(folder: string, plan: GitPlan, { path, plans, sha }: Kept): Promise<void> {
  if (!existsSync(path)) return;
  const git = inFolder(folder);
  if (!existsSync(join(folder, ".git"))) {
    mkdirSync(folder, { recursive: true });
    await git("init", "--quiet");
    await git("remote", "add", "origin", plans.origin(plan));
  }
  const fetched = await git("fetch", "--quiet", "--no-tags", path, keptRef(sha));
  const found = await git("rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}");
  if (fetched?.status !== 0 || found?.stdout.trim() !== sha) return;
  await git("checkout", "--quiet", "--force", "--detach", sha);
}

async function putIn(folder: string, path: string, sha: string): Promise<void> {
  try {
    mkdirSync(path, { recursive: true });
  } catch {
    return;
  }
  const git = inFolder(path);
  if (!existsSync(join(path, "HEAD"))) await git("init", "--quiet", "--bare");
  const known = await git("rev-parse", "--verify", "--quiet", keptRef(sha));
  if (known?.status === 0) return;
  await git("fetch", "--quiet", "--no-tags", folder, `${sha}:${keptRef(sha)}`);
}

function keptRef(sha: string): string {
  return `refs/plans/${sha}`;
}

/** Nothing that lies in the cache may run: hooks are off. Undefined: there is no git. */
function inFolder(
  workingDirectory: string,
): (...args: readonly string[]) => Promise<GitResult | undefined> {
  return (...args) =>
    runGit({ workingDirectory, args: ["-c", "core.hooksPath=/dev/null", ...args] }).catch(
      () => undefined,
    );
}
