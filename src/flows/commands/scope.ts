import { type Command, environmentOfLabel } from "../../core/command/command.ts";
import {
  type HamConfig,
  type ServiceConfig,
  findEnvironment,
  sameRepository,
  servicesOf,
} from "../../core/environment/ham-config.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import { unknownEnvironment } from "../../core/release/decide-release.ts";

export type ReleaseCommand = Extract<Command, { readonly environment: string }>;

/** Is it one of ours? Other tools have labels such as `release:minor`: they name no environment. */
export function isReleaseLabel(label: string, config: HamConfig | undefined): boolean {
  const environment = environmentOfLabel(label);
  if (environment === undefined || config === undefined) return false;
  return findEnvironment(config, environment) !== undefined;
}

/** The services a command is about: those of its repository, or the one it names. */
export function scopeOf(
  config: HamConfig,
  repository: string,
  command: ReleaseCommand,
): { readonly kind: "scope"; readonly services: readonly ServiceConfig[] } | Refusal {
  if (findEnvironment(config, command.environment) === undefined) {
    return unknownEnvironment(command.environment, config);
  }
  const owned = servicesOf(config, repository);
  if (owned.length === 0) return ownsNothing(repository);
  if (command.service === undefined) return { kind: "scope", services: owned };
  const named = config.services.get(command.service);
  if (named !== undefined && sameRepository(named, repository)) {
    return { kind: "scope", services: [named] };
  }
  return refuse("unknown-service", `${repository} has no service ${quoted(command.service)}`, {
    advice: `its services: ${owned.map((one) => one.name).join(", ")}`,
    evidence: { service: command.service, repository, services: owned.map((one) => one.name) },
  });
}

function ownsNothing(repository: string): Refusal {
  return refuse("service-not-owned", `ham.yaml names no service of ${repository}`, {
    advice: "add the service with its repository to ham.yaml in the config repository",
    evidence: { repository },
  });
}
