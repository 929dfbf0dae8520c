import { type Refusal, refuse } from "../refusal.ts";
import {
  type Allow,
  type HamConfig,
  type Operation,
  type ServiceConfig,
  findEnvironment,
} from "./ham-config.ts";

/** GitHub's repository roles, weakest first. */
export const ROLES = ["read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What GitHub says of a person: the role on the repository that decides, and teams that were asked about. */
export type Standing = {
  readonly login: string;
  /** `none`: no access at all. */
  readonly role: Role | "none";
  /** Of the teams that `ham.yaml` names, as `@<organisation>/<slug>`. */
  readonly teams: readonly string[];
};

const DEFAULT_ROLE: Readonly<Record<Operation, Role>> = {
  status: "read",
  release: "write",
  rollback: "write",
  lock: "write",
  policy: "maintain",
};

/** Any of these may do it; the service's own rule comes before the environment's, that before the default. */
export function allowedBy(
  config: HamConfig,
  operation: Operation,
  environment: string,
  service?: ServiceConfig,
): readonly string[] {
  const own: Allow | undefined = service?.environments.get(environment)?.allow;
  const shared = findEnvironment(config, environment)?.allow;
  return own?.[operation] ?? shared?.[operation] ?? [DEFAULT_ROLE[operation]];
}

/** Teams that must be asked about before {@link evaluatePermission} can decide. */
export function teamsIn(allowed: readonly string[]): readonly string[] {
  return allowed.filter((one) => one.startsWith("@"));
}

export function evaluatePermission(
  standing: Standing,
  allowed: readonly string[],
  what: { readonly operation: Operation; readonly environment: string; readonly service?: string },
): { readonly kind: "accepted" } | Refusal {
  if (allowed.some((one) => holds(standing, one))) return { kind: "accepted" };
  const where = what.service === undefined ? "" : ` of ${what.service}`;
  return refuse(
    "not-permitted",
    `a ${what.operation}${where} in ${what.environment} needs ${allowed.join(" or ")}, and @${standing.login} has ${standing.role}`,
    {
      advice: "ask someone who has it, or a maintainer to change ham.yaml",
      evidence: {
        login: standing.login,
        role: standing.role,
        teams: standing.teams,
        allowed,
        operation: what.operation,
        environment: what.environment,
      },
    },
  );
}

function holds(standing: Standing, allowed: string): boolean {
  // GitHub's names ignore case.
  if (allowed.startsWith("@")) {
    return standing.teams.some((team) => team.toLowerCase() === allowed.toLowerCase());
  }
  const needed = ROLES.findIndex((role) => role === allowed);
  const has = ROLES.findIndex((role) => role === standing.role);
  return needed >= 0 && has >= needed;
}
