import {
  type HamConfig,
  type ServiceConfig,
  previousEnvironment,
} from "../../core/environment/ham-config.ts";
import type { ArtifactsQuery } from "../ports/config-repository.ts";
import type { PullRequest } from "../ports/source-repository.ts";
import { branchOf } from "./choose-artifact.ts";
import type { ReleaseCommand } from "./scope.ts";

/** The artifact indexes a command looks at: a promotion only into the first environment. */
export function artifactsAskedFor(
  config: HamConfig,
  services: readonly ServiceConfig[],
  command: ReleaseCommand,
  pull: PullRequest | undefined,
): readonly ArtifactsQuery[] {
  const branch = branchAskedFor(config, command, pull);
  return branch === undefined
    ? []
    : services.map((one) => ({ service: one.name, branches: [branch] }));
}

function branchAskedFor(
  config: HamConfig,
  command: ReleaseCommand,
  pull: PullRequest | undefined,
): string | undefined {
  if (command.name === "release") return pull === undefined ? undefined : branchOf(pull);
  const first = previousEnvironment(config, command.environment) === undefined;
  return first ? config.defaultBranch : undefined;
}
