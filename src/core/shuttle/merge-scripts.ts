import type { Script, Scripts } from "./script.ts";

/** A script that can be run, and whose it is. */
export type AvailableScript = {
  readonly name: string;
  readonly script: Script;
  readonly origin: "plan" | "project";
};

/**
 * The scripts of a project, by name in the order of their names. A script of the project replaces the
 * plan's of the same name whole: actions and arguments are not merged.
 */
export function mergeScripts(
  plan: Scripts,
  project: Scripts,
): ReadonlyMap<string, AvailableScript> {
  const merged = new Map<string, AvailableScript>();
  for (const [name, script] of plan) merged.set(name, { name, script, origin: "plan" });
  for (const [name, script] of project) merged.set(name, { name, script, origin: "project" });
  return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
