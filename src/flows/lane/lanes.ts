import { type Lane, type LaneParts, createLane } from "./lane.ts";

/** One lane per environment: none waits for another. */
export type Lanes = { readonly of: (environment: string) => Lane };

export function createLanes(parts: LaneParts): Lanes {
  const lanes = new Map<string, Lane>();
  return {
    of: (environment) => {
      const lane = lanes.get(environment) ?? createLane(parts, environment);
      lanes.set(environment, lane);
      return lane;
    },
  };
}
