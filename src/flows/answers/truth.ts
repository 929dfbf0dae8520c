import { environmentNames, servicesOf } from "../../core/environment/ham-config.ts";
import type { ConfigInForce } from "../known-config.ts";
import type { EnvironmentStates } from "../observed.ts";
import type { HamParts } from "../parts.ts";
import { environmentQueries, readWorld } from "../world.ts";

/** What holds and what runs where, at one moment. */
export type Truth = { readonly inForce: ConfigInForce; readonly states: EnvironmentStates };

/** As it was seen just now by the job that is answered, else it is read; undefined: not configured. */
export async function readTruth(
  parts: Omit<HamParts, "answers">,
  repository: string,
): Promise<Truth | undefined> {
  const known = parts.configs.current();
  const names = known === undefined ? [] : environmentNames(known.config);
  const recent = parts.observed.recent(names);
  if (known !== undefined && recent !== undefined) return { inForce: known, states: recent };
  const world = await readWorld(parts, (config) => ({
    environments: environmentQueries(
      config,
      servicesOf(config, repository),
      environmentNames(config),
    ),
  }));
  return world.kind === "refused"
    ? undefined
    : { inForce: world.inForce, states: world.snapshot.environments };
}
