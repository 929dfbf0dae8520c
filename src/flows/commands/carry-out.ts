import { artifactsAskedFor } from "./artifacts-asked-for.ts";
import { alreadyCarriedOut } from "../../core/release/decide-release.ts";
import { emptyEnvironment } from "../../core/config-repo/environment-state.ts";
import {
  type HamConfig,
  type ServiceConfig,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Told } from "../../core/report/told.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import { type ReleaseRequest, type RequestId, isExpired } from "../../core/release/request.ts";
import type { HamParts } from "../parts.ts";
import type { ConfigQuery } from "../ports/config-repository.ts";
import type { PullRequest } from "../ports/source-repository.ts";
import { type World, environmentQueries, laneViewOf, readWorld, stateOf } from "../world.ts";
import { type Asking, mayRelease } from "./asking.ts";
import { chooseRelease, choosePromotion } from "./choose-artifact.ts";
import { type ReleaseCommand, scopeOf } from "./scope.ts";

/** A command that releases, with its name. */
export type Order = {
  readonly id: RequestId;
  /** As written. */
  readonly text: string;
  readonly command: ReleaseCommand;
};

/** Reads what the order needs; of the pull request only what is known already. */
export function readFor(
  parts: HamParts,
  repository: string,
  order: Order,
  context: { readonly requestedAt: string; readonly pull?: PullRequest | undefined },
): Promise<World | Refusal> {
  const { command } = order;
  return readWorld(parts, (config): ConfigQuery => {
    const services = scopedServices(config, repository, command);
    return {
      environments: environmentQueries(
        config,
        services,
        [command.environment],
        context.requestedAt,
      ),
      artifacts: artifactsAskedFor(config, services, command, context.pull),
    };
  });
}

/** Carries an order out for each service it is about; each gets its own outcome. */
export async function carryOut(
  parts: HamParts,
  asking: Asking,
  order: Order,
  world: World | Refusal,
): Promise<readonly Told[]> {
  if (world.kind === "refused") return [whole(asking, order, world)];
  const scope = scopeOf(world.config, asking.thread.repository, order.command);
  if (scope.kind === "refused") return [whole(asking, order, scope)];
  return Promise.all(
    scope.services.map(async (service) => {
      const request = toRequest(asking, order, service);
      const outcome = await releaseOne(parts, asking, { order, world, service, request });
      return { request, asked: order.text, outcome };
    }),
  );
}

/** An outcome of the order as a whole, before it is about any service. */
function whole(asking: Asking, order: Order, outcome: Outcome): Told {
  const { id, command } = order;
  return {
    request: {
      id,
      service: command.service ?? "",
      environment: command.environment,
      actor: asking.actor,
    },
    asked: order.text,
    outcome,
  };
}

async function releaseOne(
  parts: HamParts,
  asking: Asking,
  step: {
    readonly order: Order;
    readonly world: World;
    readonly service: ServiceConfig;
    readonly request: ReleaseRequest;
  },
): Promise<Outcome> {
  const { order, world, service, request } = step;
  const { environment } = request;
  // First of all: what an earlier process did must not be judged by what is true now.
  const state = stateOf(world, environment) ?? emptyEnvironment(environment);
  const before = alreadyCarriedOut(request, state);
  if (before !== undefined) return before;
  const { ports } = parts;
  if (isExpired(request.requestedAt, ports.clock.now())) return expired(request);
  const allowed = await mayRelease(ports, asking, world.config, service, environment);
  if (allowed.kind === "refused") return allowed;

  const choice = { world, service: service.name, environment, pull: asking.taken.pull };
  const chosen =
    order.command.name === "promote"
      ? await choosePromotion(ports.sources, choice)
      : chooseRelease(choice);
  if (chosen.kind === "refused") return chosen;
  const answer = await parts.lanes.of(environment).submit({
    request: { ...request, intent: chosen.intent, wanted: chosen.wanted },
    artifact: chosen.artifact,
    view: laneViewOf(world, environment),
  });
  return answer.outcome;
}

function toRequest(asking: Asking, order: Order, service: ServiceConfig): ReleaseRequest {
  return {
    id: order.id,
    requestedAt: asking.requestedAt,
    service: service.name,
    environment: order.command.environment,
    intent: { type: "ReleaseArtifact" },
    wanted: { kind: "running-in", environment: order.command.environment },
    actor: { login: asking.actor.login, id: asking.actor.id, name: asking.actor.name },
  };
}

function scopedServices(
  config: HamConfig,
  repository: string,
  command: ReleaseCommand,
): readonly ServiceConfig[] {
  const owned = servicesOf(config, repository);
  return command.service === undefined
    ? owned
    : owned.filter((one) => one.name === command.service);
}

function expired(request: ReleaseRequest): Refusal {
  return refuse("expired", `this was asked for at ${request.requestedAt}, more than a day ago`, {
    advice: "please ask again",
    evidence: { requestedAt: request.requestedAt },
  });
}
