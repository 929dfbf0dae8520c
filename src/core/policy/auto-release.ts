import type { ArtifactSpec } from "../artifact/spec.ts";
import type { EnvironmentState } from "../config-repo/environment-state.ts";
import { type HamConfig, environmentNames } from "../environment/ham-config.ts";
import type { NothingToDo } from "../release/outcome.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { policiesOf } from "./policy.ts";
import { parsePolicyFile } from "./policy-file.ts";

/**
 * The branch whose artifacts an environment takes without being asked, as its head says. A policy file
 * that can't be read gives none: nothing is released on its own by a rule nobody can read.
 */
export function autoReleaseBranchAt(
  config: HamConfig,
  state: EnvironmentState | undefined,
  environment: string,
  serviceName: string,
): string | undefined {
  const service = config.services.get(serviceName);
  const file = parsePolicyFile(serviceName, state?.services.get(serviceName)?.policies);
  if (service === undefined || file.kind === "invalid") return undefined;
  return policiesOf(config, service, environment, file.value).autoRelease;
}

/** Environments to which a branch of a service is released on its own, in promotion order. */
export function autoReleasedTo(
  config: HamConfig,
  states: ReadonlyMap<string, EnvironmentState | undefined>,
  service: string,
  branch: string,
): readonly string[] {
  return environmentNames(config).filter(
    (environment) =>
      autoReleaseBranchAt(config, states.get(environment), environment, service) === branch,
  );
}

/** An automatic release needs its policy at the very head that is committed to. */
export function withoutPolicy(
  request: ReleaseRequest,
  config: HamConfig,
  state: EnvironmentState,
  artifact: ArtifactSpec,
): NothingToDo | undefined {
  if (request.intent.type !== "AutoRelease") return undefined;
  const branch = autoReleaseBranchAt(config, state, request.environment, request.service);
  if (branch === artifact.application.branch) return undefined;
  return {
    kind: "nothing-to-do",
    reason: "no-policy",
    sentence: `${request.environment} takes no artifacts of ${artifact.application.branch} on its own`,
    artifact: artifact.id,
  };
}
