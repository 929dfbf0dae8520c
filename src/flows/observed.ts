import type { EnvironmentState } from "../core/config-repo/environment-state.ts";
import type { Clock } from "./ports/clock.ts";

/** Environments by name; undefined: its branch doesn't exist yet. */
export type EnvironmentStates = ReadonlyMap<string, EnvironmentState | undefined>;

/** Environments as they were last seen, so that an answer right after a release asks nothing twice. */
export type Observed = {
  readonly see: (states: EnvironmentStates) => void;
  /** All of these, if each was seen just now; undefined when one of them must be read. */
  readonly recent: (environments: readonly string[]) => EnvironmentStates | undefined;
};

/** Longer than a job takes, shorter than a person looks away. */
const RECENT_MS = 5_000;

export function createObserved(clock: Clock): Observed {
  const seen = new Map<
    string,
    { readonly state: EnvironmentState | undefined; readonly at: number }
  >();

  function see(states: EnvironmentStates): void {
    for (const [name, state] of states) {
      const before = seen.get(name)?.state;
      seen.set(name, { state: together(before, state), at: Date.parse(clock.now()) });
    }
  }

  function recent(environments: readonly string[]): EnvironmentStates | undefined {
    const limit = Date.parse(clock.now()) - RECENT_MS;
    const all = environments.every((name) => (seen.get(name)?.at ?? 0) >= limit);
    return all ? new Map(environments.map((name) => [name, seen.get(name)?.state])) : undefined;
  }

  return { see, recent };
}

/** Two readings of the same commit know more services together. */
function together(
  before: EnvironmentState | undefined,
  now: EnvironmentState | undefined,
): EnvironmentState | undefined {
  if (now === undefined || before?.head !== now.head) return now;
  return { ...now, services: new Map([...before.services, ...now.services]) };
}
