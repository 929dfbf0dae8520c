import type { HamConfig } from "../../src/core/environment/ham-config.ts";
import { parseHamConfig } from "../../src/core/environment/ham-config-schema.ts";
import { formatProblem } from "../../src/core/problem.ts";

/** How large an organisation is. */
export type Size = {
  /** Commits on the environment branches, together. */
  readonly commits: number;
  readonly services: number;
};

/** Where the services live: several share a repository, as a squad's do. */
export type Estate = {
  readonly size: Size;
  readonly organisation: string;
  readonly repositories: readonly SquadRepository[];
  readonly hamYaml: string;
  readonly config: HamConfig;
};

export type SquadRepository = { readonly name: string; readonly services: readonly string[] };

export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
export const DEFAULT_BRANCH = "master";
export const ORGANISATION = "acme";

const SERVICES_PER_REPOSITORY = 10;

export function createEstate(size: Size): Estate {
  const repositories = repositoriesOf(size.services);
  const hamYaml = hamYamlOf(repositories);
  const parsed = parseHamConfig(hamYaml);
  if (parsed.kind === "invalid") throw new Error(parsed.problems.map(formatProblem).join("; "));
  return { size, organisation: ORGANISATION, repositories, hamYaml, config: parsed.value };
}

function repositoriesOf(services: number): readonly SquadRepository[] {
  const count = Math.ceil(services / SERVICES_PER_REPOSITORY);
  return Array.from({ length: count }, (_, index) => {
    const first = index * SERVICES_PER_REPOSITORY;
    const length = Math.min(SERVICES_PER_REPOSITORY, services - first);
    return {
      name: `squad-${index}`,
      services: Array.from({ length }, (_, offset) => `service-${first + offset}`),
    };
  });
}

/** Nothing is released on its own: the benchmark asks for each release. */
function hamYamlOf(repositories: readonly SquadRepository[]): string {
  const services = repositories.flatMap(({ name, services }) =>
    services.map(
      (service) => `  ${service}: {repository: ${ORGANISATION}/${name}, path: services/${service}}`,
    ),
  );
  return `version: 1
defaultBranch: ${DEFAULT_BRANCH}
environments:
${ENVIRONMENTS.map((name) => `  - {name: ${name}}`).join("\n")}
services:
${services.join("\n")}
`;
}
