import { readdirSync, readFileSync, realpathSync } from "node:fs";

import { type NestedCall, parseVariables } from "../../core/shuttle/nested-call.ts";

/** The environment that a process was started with; undefined if it may not be read. */
export function environmentOf(
  environment: NestedCall["environment"],
): ReadonlyMap<string, string> | undefined {
  if (environment.kind === "sent") return environment.variables;
  const text = tryRead(() => readFileSync(`/proc/${environment.id}/environ`, "utf8"));
  return text === undefined ? undefined : parseVariables(text.split("\0"));
}

/** Without links, as a process of its own would know it; undefined if it is gone. */
export function realFolder(path: string): string | undefined {
  return tryRead(() => realpathSync(path));
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
const LAUNCHER_FILES = new Set(["0", "1", "2", "3", "255"]);

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
