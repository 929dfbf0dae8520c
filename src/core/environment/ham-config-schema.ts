import * as v from "valibot";

import { dnsLabel } from "../artifact/spec-schema.ts";
import { type Checked, type Problem, toProblems } from "../problem.ts";
import { strict } from "../strict-schema.ts";
import { MAX_PATTERN_LENGTH, isBranchPattern, matchesBranch } from "./branch-pattern.ts";
import {
  DEFAULT_FLUX,
  type EnvironmentRules,
  type HamConfig,
  OPERATIONS,
  type ServiceConfig,
  autoReleaseBranch,
  declaredRestrictions,
} from "./ham-config.ts";
import { ROLES } from "./permission.ts";
import { type YamlSource, readYaml } from "./yaml-source.ts";

const text = v.pipe(v.string(), v.minLength(1, "expected a text that is not empty"));
const repository = v.pipe(
  v.string(),
  v.regex(/^[\w.-]+\/[\w.-]+$/, "expected a repository owner/name"),
);
const who = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${ROLES.join("|")}|@[\\w.-]+/[\\w.-]+)$`),
    `expected one of ${ROLES.join(", ")} or a team @organisation/team`,
  ),
);
const whos = v.pipe(
  v.union([who, v.array(who)]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const regex = v.pipe(
  v.string(),
  v.maxLength(MAX_PATTERN_LENGTH, `expected at most ${MAX_PATTERN_LENGTH} characters`),
  v.check(isBranchPattern, "expected a regular expression that RE2 takes"),
);

const rules = {
  autoRelease: v.optional(strict({ branch: text })),
  branchRestriction: v.optional(regex),
  allow: v.optional(
    strict({
      release: v.optional(whos),
      rollback: v.optional(whos),
      policy: v.optional(whos),
      lock: v.optional(whos),
      status: v.optional(whos),
    } satisfies Record<(typeof OPERATIONS)[number], unknown>),
  ),
};

/** A folder inside a repository: relative, without `..`. */
const folder = v.pipe(
  v.string(),
  v.check(
    (value) => !value.startsWith("/") && !value.split("/").includes("..") && value !== "",
    "expected a folder inside the repository, without '..'",
  ),
  v.transform((value) => value.replace(/^\.\/|\/$/g, "") || "."),
);

const service = strict({
  repository,
  path: v.optional(folder, "."),
  namespaces: v.optional(
    v.pipe(v.array(dnsLabel), v.minLength(1, "expected at least one namespace")),
  ),
  workflows: v.optional(
    v.array(
      v.pipe(
        v.string(),
        v.regex(/^\.github\/workflows\/[^/]+\.ya?ml$/, "expected .github/workflows/<file>.yml"),
      ),
    ),
  ),
  allowKinds: v.optional(v.array(text), []),
  environments: v.optional(v.record(v.string(), strict(rules)), {}),
});

/** The schema of `ham.yaml`; `schemas/ham.schema.json` is generated from it. */
export const hamConfigSchema = strict({
  version: v.literal(1),
  defaultBranch: v.optional(text, "master"),
  environments: v.pipe(
    v.array(strict({ name: dnsLabel, ...rules })),
    v.minLength(1, "expected at least one environment"),
  ),
  services: v.record(dnsLabel, service),
  bots: v.optional(v.array(text), []),
  flux: v.optional(
    strict({
      namespace: v.optional(dnsLabel, DEFAULT_FLUX.namespace),
      source: v.optional(text, DEFAULT_FLUX.source),
      serviceAccountName: v.optional(dnsLabel),
    }),
    {},
  ),
});

/** Reads `ham.yaml`: every mistake at once, each with its path and line. */
export function parseHamConfig(yaml: string): Checked<HamConfig> {
  const source = readYaml(yaml);
  if (source.kind === "invalid") return source;
  const { value, lineOf } = source.value;
  const result = v.safeParse(hamConfigSchema, value);
  if (!result.success) {
    // Where the shape is right and only a value is wrong, names can be compared all the same.
    const names = result.typed ? contradictingNames(toConfig(result.output)) : [];
    const problems = [...toProblems(result.issues), ...names];
    return { kind: "invalid", problems: withLines(problems, lineOf) };
  }
  const config = toConfig(result.output);
  const problems = [...contradictingNames(config), ...unmatchedAutoReleases(config)];
  return problems.length === 0
    ? { kind: "valid", value: config }
    : { kind: "invalid", problems: withLines(problems, lineOf) };
}

function withLines(problems: readonly Problem[], lineOf: YamlSource["lineOf"]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, line: lineOf(problem.path) }));
}

function toConfig(raw: v.InferOutput<typeof hamConfigSchema>): HamConfig {
  const services = Object.entries(raw.services).map(
    ([name, one]): readonly [string, ServiceConfig] => [
      name,
      {
        ...one,
        name,
        environments: new Map<string, EnvironmentRules>(Object.entries(one.environments)),
      },
    ],
  );
  return { ...raw, services: new Map(services) };
}

/** What a schema can't say: names that must be unique, and names that must exist. */
function contradictingNames(config: HamConfig): readonly Problem[] {
  return [
    ...repeatedEnvironments(config),
    ...unknownEnvironments(config),
    ...sharedFolders(config),
  ];
}

function repeatedEnvironments(config: HamConfig): readonly Problem[] {
  const names = config.environments.map((environment) => environment.name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: `environments[${index}].name`, message: `'${name}' is there already` }],
  );
}

function unknownEnvironments(config: HamConfig): readonly Problem[] {
  const known = config.environments.map((environment) => environment.name);
  return [...config.services.values()].flatMap((one) =>
    [...one.environments.keys()]
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: `services.${one.name}.environments.${name}`,
        message: `unknown environment, expected one of ${known.join(", ")}`,
      })),
  );
}

function sharedFolders(config: HamConfig): readonly Problem[] {
  const seen = new Map<string, string>();
  return [...config.services.values()].flatMap((one) => {
    const place = `${one.repository.toLowerCase()}:${one.path}`;
    const other = seen.get(place);
    seen.set(place, one.name);
    return other === undefined
      ? []
      : [
          {
            path: `services.${one.name}.path`,
            message: `'${one.path}' of ${one.repository} is the project of '${other}' already`,
          },
        ];
  });
}

/** An auto-release that a restriction of the same environment forbids would never happen. */
function unmatchedAutoReleases(config: HamConfig): readonly Problem[] {
  const shared = config.environments.flatMap(({ autoRelease, branchRestriction }, index) =>
    unmatched(
      `environments[${index}]`,
      autoRelease?.branch,
      branchRestriction === undefined ? [] : [branchRestriction],
    ),
  );
  const own = [...config.services.values()].flatMap((one) =>
    [...one.environments]
      .filter(([, rules]) => rules.autoRelease ?? rules.branchRestriction)
      .flatMap(([name]) =>
        unmatched(
          `services.${one.name}.environments.${name}`,
          autoReleaseBranch(config, one, name),
          declaredRestrictions(config, one, name),
        ),
      ),
  );
  return [...shared, ...own];
}

function unmatched(
  place: string,
  branch: string | undefined,
  restrictions: readonly string[],
): readonly Problem[] {
  if (branch === undefined) return [];
  const pattern = restrictions.find((one) => !matchesBranch(one, branch));
  if (pattern === undefined) return [];
  return [
    {
      path: `${place}.autoRelease.branch`,
      message: `'${branch}' is forbidden by the branch restriction '${pattern}' of the same environment`,
    },
  ];
}
