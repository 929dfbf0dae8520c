import { type HamConfig, namespacesOf } from "../../core/environment/ham-config.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { HamPorts } from "../ham.ts";
import type { KnownConfig } from "../known-config.ts";
import type { Candidate, LaneView } from "./candidate.ts";

export type ReadyView = LaneView & { readonly kind: "ready" };

/** Reads an environment once for a whole group: what their decisions look at, all at one head. */
export async function readLaneView(
  parts: { readonly ports: HamPorts; readonly configs: KnownConfig },
  query: {
    readonly environment: string;
    readonly step: number;
    readonly candidates: readonly Candidate[];
  },
): Promise<ReadyView | Refusal> {
  const { environment, step, candidates } = query;
  const names = [...new Set(candidates.map(({ request }) => request.service))];
  const requestsSince = candidates.map(({ request }) => request.requestedAt).sort()[0];
  for (;;) {
    const hint = parts.configs.hint();
    const services = names.map((service) => ({
      service,
      namespace: namespaceIn(hint, service, environment),
    }));
    const snapshot = await parts.ports.config.read({
      environments: [{ environment, services, requestsSince }],
    });
    const config = await parts.configs.judge(snapshot.config);
    if (config.kind === "refused") return config;
    const moved = services.some(
      (one) => one.namespace !== namespaceIn(config.config, one.service, environment),
    );
    if (moved) continue;
    const state = snapshot.environments.get(environment);
    return { kind: "ready", config, state, services: names, requestsSince, step };
  }
}

/** Was everything that the candidate's decision looks at part of the reading? */
export function covers(view: LaneView, { request }: Candidate): boolean {
  const since = view.requestsSince;
  return (
    view.services.includes(request.service) &&
    since !== undefined &&
    Date.parse(since) <= Date.parse(request.requestedAt)
  );
}

/** The first namespace of a service, as far as it is known; the environment's name otherwise. */
function namespaceIn(config: HamConfig | undefined, name: string, environment: string): string {
  const service = config?.services.get(name);
  return service === undefined ? environment : namespacesOf(service, environment)[0];
}
