/** The folders of one job on this machine, away from the data folder: what surrounds a build can change it. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";

import type { SandboxContext } from "../context.ts";
import { endStrayProcesses } from "./stray-processes.ts";

export type JobFolders = {
  readonly root: string;
  readonly workspace: string;
  readonly home: string;
  readonly temp: string;
  readonly toolCache: string;
  /** Hosted actions that were brought here. */
  readonly actions: string;
};

/** Makes the folders, empty. */
export function createJobFolders(
  context: SandboxContext,
  jobId: number,
  repositoryName: string,
): JobFolders {
  const root = join(workRoot(context), String(jobId));
  rmSync(root, { recursive: true, force: true });
  const folders: JobFolders = {
    root,
    workspace: join(root, "work", repositoryName, repositoryName),
    home: join(root, "home"),
    temp: join(root, "work", "_temp"),
    toolCache: join(root, "tool-cache"),
    actions: join(root, "work", "_actions"),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return folders;
}

/** Ends and removes what the jobs of a sandbox on the same data have left when it was killed. */
export function clearJobFolders(context: SandboxContext): void {
  const root = workRoot(context);
  if (!existsSync(root)) return;
  endStrayProcesses(root);
  removeFolder(root);
}

/** A build may leave folders that can't be written to, and processes that still write: neither is a fault. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    // It is below the system's folder for temporary files.
  }
}

/** The path below a folder; undefined when it leads out of it. */
export function pathWithin(folder: string, path: string): string | undefined {
  const full = resolve(folder, path);
  const within = relative(folder, full);
  return within === ".." || within.startsWith(`..${sep}`) ? undefined : full;
}

function workRoot(context: SandboxContext): string {
  const name = createHash("sha256").update(resolve(context.dataFolder)).digest("hex").slice(0, 16);
  return join(realpathSync(tmpdir()), `sandbox-jobs-${name}`);
}
