/** `ham.yaml`: which environments there are, in promotion order, and which repository owns which service. */
export type HamConfig = {
  readonly version: 1;
  readonly defaultBranch: string;
  readonly environments: readonly EnvironmentConfig[];
  readonly services: ReadonlyMap<string, ServiceConfig>;
  /** Logins of bots whose comments are commands. */
  readonly bots: readonly string[];
  readonly flux: FluxConfig;
};

export type EnvironmentConfig = EnvironmentRules & { readonly name: string };

/** What can be said of an environment for all services, and again for one. */
export type EnvironmentRules = {
  readonly autoRelease?: { readonly branch: string } | undefined;
  /** RE2, unanchored. */
  readonly branchRestriction?: string | undefined;
  readonly allow?: Allow | undefined;
};

/** Who may do what: a role of GitHub's or a team `@<organisation>/<slug>`; several: any of them. */
export type Allow = Readonly<Partial<Record<Operation, readonly string[] | undefined>>>;

export type Operation = "release" | "rollback" | "policy" | "lock" | "status";
export const OPERATIONS = ["release", "rollback", "policy", "lock", "status"] as const;

export type ServiceConfig = {
  readonly name: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The project's folder, `.` for the root. */
  readonly path: string;
  /** Undefined: one namespace, named as the environment. */
  readonly namespaces?: readonly string[] | undefined;
  /** Workflow files whose runs count; undefined: any. */
  readonly workflows?: readonly string[] | undefined;
  /** Kinds that are refused by default and allowed for this service, as `Kind` or `Kind.group`. */
  readonly allowKinds: readonly string[];
  readonly environments: ReadonlyMap<string, EnvironmentRules>;
};

/** Of the Flux objects that Ham writes. */
export type FluxConfig = {
  /** Where the Kustomizations of services live. */
  readonly namespace: string;
  /** The GitRepository of the environment branch; `<environment>` is replaced. */
  readonly source: string;
  readonly serviceAccountName?: string | undefined;
};

export const DEFAULT_FLUX: FluxConfig = { namespace: "flux-system", source: "<environment>" };

export function environmentNames(config: HamConfig): readonly string[] {
  return config.environments.map((environment) => environment.name);
}

export function findEnvironment(config: HamConfig, name: string): EnvironmentConfig | undefined {
  return config.environments.find((environment) => environment.name === name);
}

/** The one before in promotion order; undefined for the first (and for an unknown one). */
export function previousEnvironment(config: HamConfig, name: string): string | undefined {
  const index = config.environments.findIndex((environment) => environment.name === name);
  return index < 1 ? undefined : config.environments[index - 1]?.name;
}

export function lastEnvironment(config: HamConfig): string | undefined {
  return config.environments.at(-1)?.name;
}

/** The namespaces a service may touch in an environment; the first is its folder's name. */
export function namespacesOf(
  service: ServiceConfig,
  environment: string,
): readonly [string, ...string[]] {
  const [first, ...others] = service.namespaces ?? [];
  return first === undefined ? [environment] : [first, ...others];
}

/** Services that a repository owns, in the order of `ham.yaml`. GitHub's names ignore case. */
export function servicesOf(config: HamConfig, repository: string): readonly ServiceConfig[] {
  return [...config.services.values()].filter((service) => sameRepository(service, repository));
}

export function sameRepository(service: ServiceConfig, repository: string): boolean {
  return service.repository.toLowerCase() === repository.toLowerCase();
}

/** What a service's own rules say of an environment, else what the environment says. */
export function autoReleaseBranch(
  config: HamConfig,
  service: ServiceConfig,
  environment: string,
): string | undefined {
  const own = service.environments.get(environment)?.autoRelease;
  return (own ?? findEnvironment(config, environment)?.autoRelease)?.branch;
}

/** All that are declared; every one of them must match. */
export function declaredRestrictions(
  config: HamConfig,
  service: ServiceConfig,
  environment: string,
): readonly string[] {
  const rules = [findEnvironment(config, environment), service.environments.get(environment)];
  return rules.flatMap((rule) =>
    rule?.branchRestriction === undefined ? [] : [rule.branchRestriction],
  );
}
