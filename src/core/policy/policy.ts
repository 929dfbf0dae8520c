import { matchesBranch } from "../environment/branch-pattern.ts";
import {
  type HamConfig,
  type ServiceConfig,
  autoReleaseBranch,
  declaredRestrictions,
} from "../environment/ham-config.ts";
import { type Refusal, quoted, refuse } from "../refusal.ts";
import type { PolicyFile } from "./policy-file.ts";

/** What holds for one service in one environment, declared and from the file together. */
export type Policies = {
  readonly environment: string;
  /** Branch whose artifacts are released without being asked for. */
  readonly autoRelease: string | undefined;
  /** All must match. */
  readonly restrictions: readonly string[];
};

/** `ham.yaml` declares, the file adds restrictions and may override the auto-release. */
export function policiesOf(
  config: HamConfig,
  service: ServiceConfig,
  environment: string,
  file: PolicyFile,
): Policies {
  const here = (one: { readonly environment: string }): boolean => one.environment === environment;
  const added = file.branchRestrictions.filter(here).map((one) => one.branchRegex);
  return {
    environment,
    autoRelease:
      file.autoReleases.find(here)?.branch ?? autoReleaseBranch(config, service, environment),
    restrictions: [...declaredRestrictions(config, service, environment), ...added],
  };
}

/** May an artifact of this branch go there? A pattern that doesn't compile forbids: it fails closed. */
export function evaluateRestrictions(
  policies: Policies,
  branch: string,
): { readonly kind: "accepted" } | Refusal {
  const broken = policies.restrictions.find((pattern) => !matchesBranch(pattern, branch));
  if (broken === undefined) return { kind: "accepted" };
  return refuse(
    "branch-restricted",
    `${policies.environment} takes only branches that match ${quoted(broken)}, and this artifact is of ${quoted(branch)}`,
    {
      advice: `release an artifact of a branch that matches, or change the restriction`,
      evidence: { branch, environment: policies.environment, restrictions: policies.restrictions },
    },
  );
}
