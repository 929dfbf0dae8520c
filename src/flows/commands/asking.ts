import {
  type HamConfig,
  type ServiceConfig,
  OPERATIONS,
  environmentNames,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import { allowedBy, evaluatePermission, teamsIn } from "../../core/environment/permission.ts";
import type { Standing } from "../../core/environment/permission.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Actor } from "../../core/release/request.ts";
import type { HamPorts } from "../ham.ts";
import type { Taken } from "../answers/answers.ts";
import type { Thread } from "../ports/conversation.ts";

/** Somebody who asks for something on a pull request. */
export type Asking = {
  readonly thread: Thread;
  readonly actor: Actor & { readonly isBot: boolean };
  /** By GitHub's clock. */
  readonly requestedAt: string;
  readonly taken: Taken;
  /** Teams that were asked about. */
  readonly teams: readonly string[];
};

/** Every team that any rule of the repository's services names: asked about in the first call. */
export function teamsOf(config: HamConfig | undefined, repository: string): readonly string[] {
  if (config === undefined) return [];
  const all = servicesOf(config, repository).flatMap((service) =>
    environmentNames(config).flatMap((environment) =>
      OPERATIONS.flatMap((operation) =>
        teamsIn(allowedBy(config, operation, environment, service)),
      ),
    ),
  );
  return [...new Set(all)];
}

/** May this person release this service there? */
export async function mayRelease(
  ports: HamPorts,
  asking: Asking,
  config: HamConfig,
  service: ServiceConfig,
  environment: string,
): Promise<{ readonly kind: "accepted" } | Refusal> {
  const { actor } = asking;
  if (actor.isBot && !config.bots.includes(actor.login)) return unlistedBot(actor.login);
  const allowed = allowedBy(config, "release", environment, service);
  const standing = await completeStanding(ports, asking, allowed);
  return evaluatePermission(standing, allowed, {
    operation: "release",
    environment,
    service: service.name,
  });
}

/** `ham.yaml` may name teams that the first call did not know of. */
async function completeStanding(
  ports: HamPorts,
  asking: Asking,
  allowed: readonly string[],
): Promise<Standing> {
  const missing = teamsIn(allowed).filter((team) => !asking.teams.includes(team));
  if (missing.length === 0) return asking.taken.standing;
  return ports.sources.standing(asking.thread.repository, asking.actor.login, teamsIn(allowed));
}

function unlistedBot(login: string): Refusal {
  return refuse("bot-not-listed", `${login} is a bot that ham.yaml does not list`, {
    advice: "a maintainer can add it to 'bots' in ham.yaml",
    evidence: { login },
  });
}
