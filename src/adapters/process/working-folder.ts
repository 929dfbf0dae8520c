import { statSync } from "node:fs";

/**
 * The folder of this process as its shell names it: people and plans rely on the name by which they came, links
 * included. A folder that was removed keeps the name that it had.
 */
export function workingFolder(environment: ReadonlyMap<string, string>): string {
  const named = environment.get("PWD") ?? "";
  try {
    const actual = process.cwd();
    return isSameFolder(named, actual) ? named : actual;
  } catch {
    return named === "" ? "/" : named;
  }
}

/** A name is inherited by processes that are elsewhere. */
function isSameFolder(named: string, actual: string): boolean {
  if (!named.startsWith("/")) return false;
  if (named === actual) return true;
  const [one, other] = [named, actual].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}
