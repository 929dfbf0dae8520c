import type { HamConfig, ServiceConfig } from "../core/environment/ham-config.ts";
import { environmentNames, namespacesOf } from "../core/environment/ham-config.ts";
import type { EnvironmentState } from "../core/config-repo/environment-state.ts";
import type { Refusal } from "../core/refusal.ts";
import type { ConfigInForce } from "./known-config.ts";
import type { LaneView } from "./lane/candidate.ts";
import type { HamParts } from "./parts.ts";
import type { ConfigQuery, ConfigSnapshot, EnvironmentQuery } from "./ports/config-repository.ts";

/** The config repository as one job read it. */
export type World = {
  readonly kind: "world";
  readonly inForce: ConfigInForce;
  readonly config: HamConfig;
  readonly snapshot: ConfigSnapshot;
  readonly query: ConfigQuery;
  /** The lanes' steps when it was read. */
  readonly steps: ReadonlyMap<string, number>;
};

/**
 * Reads what a job needs. What to ask for depends on `ham.yaml`, which is part of the answer: so it is
 * asked by the last known one, and once more when the one that was read asks for something else.
 */
export async function readWorld(
  parts: Pick<HamParts, "ports" | "configs" | "observed" | "lanes">,
  ask: (config: HamConfig) => ConfigQuery,
): Promise<World | Refusal> {
  const { ports, configs, observed, lanes } = parts;
  let query = queryBy(configs.hint(), ask);
  for (;;) {
    const steps = new Map(
      query.environments.map(({ environment }) => [environment, lanes.of(environment).step()]),
    );
    const snapshot = await ports.config.read(query);
    const inForce = await configs.judge(snapshot.config);
    if (inForce.kind === "refused") return inForce;
    const wanted = ask(inForce.config);
    if (JSON.stringify(wanted) === JSON.stringify(query)) {
      observed.see(snapshot.environments);
      return { kind: "world", inForce, config: inForce.config, snapshot, query, steps };
    }
    query = wanted;
  }
}

/** All environments; those of `deep` with everything a decision on these services needs. */
export function environmentQueries(
  config: HamConfig,
  services: readonly ServiceConfig[],
  deep: readonly string[],
  requestsSince?: string,
): readonly EnvironmentQuery[] {
  return environmentNames(config).map((environment) =>
    deep.includes(environment)
      ? {
          environment,
          services: services.map((one) => ({
            service: one.name,
            namespace: namespacesOf(one, environment)[0],
          })),
          ...(requestsSince === undefined ? {} : { requestsSince }),
        }
      : { environment, services: [] },
  );
}

export function stateOf(world: World, environment: string): EnvironmentState | undefined {
  return world.snapshot.environments.get(environment);
}

/** What a lane may take over of it; undefined when the environment was not part of the question. */
export function laneViewOf(world: World, environment: string): LaneView | undefined {
  const query = world.query.environments.find((one) => one.environment === environment);
  const step = world.steps.get(environment);
  if (query === undefined || step === undefined) return undefined;
  return {
    config: world.inForce,
    state: stateOf(world, environment),
    services: query.services.map((one) => one.service),
    requestsSince: query.requestsSince,
    step,
  };
}

function queryBy(
  config: HamConfig | undefined,
  ask: (config: HamConfig) => ConfigQuery,
): ConfigQuery {
  return config === undefined ? { environments: [] } : ask(config);
}
