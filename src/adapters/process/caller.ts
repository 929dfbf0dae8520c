import { existsSync, readdirSync, readFileSync } from "node:fs";

import { type NestedCall, parseVariables } from "../../core/shuttle/nested-call.ts";

/** The environment that a process was started with; undefined if it may not be read. */
export function environmentOf(
  environment: NestedCall["environment"],
): ReadonlyMap<string, string> | undefined {
  if (environment.kind === "sent") return environment.variables;
  const text = tryRead(() => readFileSync(`/proc/${environment.id}/environ`, "utf8"));
  return text === undefined ? undefined : parseVariables(text.split("\0"));
}

/** Undefined if it is gone, or is another folder for each process. */
export function sharedFolder(path: string): string | undefined {
  return existsSync(path) && !isOfProcess(path) ? path : undefined;
}

/** Below `/dev` and `/proc` a path names another file for each process: `/dev/stdin`, and `/dev/fd/63` of `<(…)`. */
export function isOfProcess(path: string): boolean {
  return /^\/(?:dev|proc)(?:\/|$)/.test(path);
}

/** Would files that this process makes be as if the other made them: has it the same limits and mask? */
export function isAlike(environment: NestedCall["environment"]): boolean {
  if (environment.kind === "sent") return false;
  const its = `/proc/${environment.id}`;
  return (
    isSame(its, (folder) => readFileSync(`${folder}/limits`, "utf8")) &&
    isSame(its, (folder) => maskOf(readFileSync(`${folder}/status`, "utf8")))
  );
}

/**
 * Would a script be the same if this process ran it for the other? Not if the other has open files of its
 * own either, which scripts inherit.
 */
export function isInterchangeable(environment: NestedCall["environment"]): boolean {
  if (environment.kind === "sent" || !isAlike(environment)) return false;
  const files = tryRead(() => readdirSync(`/proc/${environment.id}/fd`));
  return files?.every((name) => LAUNCHER_FILES.has(name)) === true;
}

/** The three streams, the connection to us, and the launcher that its shell reads. */
const LAUNCHER_FILES = new Set(["0", "1", "2", "19", "255"]);

function isSame(folder: string, read: (folder: string) => string | undefined): boolean {
  const its = tryRead(() => read(folder));
  return its !== undefined && its === tryRead(() => read("/proc/self"));
}

function maskOf(status: string): string | undefined {
  return /^Umask:.*$/m.exec(status)?.[0];
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // Ended meanwhile, or another user's.
    return undefined;
  }
}
