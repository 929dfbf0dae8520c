import { readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  autoReleaseBranch,
  declaredRestrictions,
  namespacesOf,
  previousEnvironment,
  servicesOf,
} from "../../../src/core/environment/ham-config.ts";
import { parseHamConfig } from "../../../src/core/environment/ham-config-schema.ts";
import { formatProblem } from "../../../src/core/problem.ts";
import { HAM_YAML, aConfig } from "../../support/builders.ts";

function problemsOf(yaml: string): readonly string[] {
  const parsed = parseHamConfig(yaml);
  return parsed.kind === "valid" ? [] : parsed.problems.map(formatProblem);
}

const FULL = `version: 1
environments:
  - {name: dev, autoRelease: {branch: master}}
  - name: prod
    branchRestriction: ^master$
    allow: {release: [maintain, '@acme/platform'], lock: admin}
services:
  shop:
    repository: acme/shop
    path: ./services/shop/
    namespaces: [shop, shop-jobs]
    workflows: [.github/workflows/ci.yml]
    allowKinds: [ClusterRole, Secret]
    environments: {prod: {branchRestriction: '^(master|hotfix/.*)$'}}
bots: [renovate[bot]]
flux: {source: config-<environment>, serviceAccountName: deployer}
`;

describe("parseHamConfig", () => {
  it("reads everything that can be said", () => {
    const config = aConfig(FULL.replace("renovate[bot]", "'renovate[bot]'"));

    expect(config.defaultBranch).toBe("master");
    expect(config.bots).toEqual(["renovate[bot]"]);
    expect(config.flux).toEqual({
      namespace: "flux-system",
      source: "config-<environment>",
      serviceAccountName: "deployer",
    });
    expect(config.environments[1]?.allow).toEqual({
      release: ["maintain", "@acme/platform"],
      lock: ["admin"],
    });
    expect(config.services.get("shop")).toMatchObject({
      name: "shop",
      path: "services/shop",
      namespaces: ["shop", "shop-jobs"],
      allowKinds: ["ClusterRole", "Secret"],
    });
  });

  it("gives defaults for what is left out", () => {
    const config = aConfig("version: 1\nenvironments: [{name: dev}]\nservices: {}\n");

    expect(config).toMatchObject({
      defaultBranch: "master",
      bots: [],
      flux: { namespace: "flux-system", source: "<environment>" },
    });
  });

  describe("when there are mistakes", () => {
    it.each<[string, string, readonly string[]]>([
      ["no version", HAM_YAML.replace("version: 1\n", ""), ["line 1: version: missing"]],
      [
        "a later version",
        HAM_YAML.replace("version: 1", "version: 2"),
        ["line 1: version: expected 1, received 2"],
      ],
      ["an unknown key", `${HAM_YAML}colour: red\n`, ["line 10: colour: unknown key"]],
      [
        "an unknown key of an environment",
        HAM_YAML.replace("{name: staging}", "{name: staging, autorelease: {branch: a}}"),
        ["line 5: environments[1].autorelease: unknown key"],
      ],
      [
        "a name that is no DNS label",
        HAM_YAML.replace("name: dev", "name: Dev_1"),
        [`line 4: environments[0].name: expected a DNS label of a-z, 0-9 and -, received "Dev_1"`],
      ],
      [
        "a service with dots in its name",
        HAM_YAML.replace("  cart:", "  my.cart:"),
        [`line 9: services.my.cart: expected a DNS label of a-z, 0-9 and -, received "my.cart"`],
      ],
      [
        "a mistake in a service that is a number",
        HAM_YAML.replace("  cart: {repository: acme/cart}", "  7: {repository: acme}"),
        [`line 9: services.7.repository: expected a repository owner/name, received "acme"`],
      ],
      [
        "a repository without an owner",
        HAM_YAML.replace("acme/cart", "cart"),
        [`line 9: services.cart.repository: expected a repository owner/name, received "cart"`],
      ],
      [
        "a pattern that RE2 doesn't take",
        HAM_YAML.replace("'^master$'", "'^(?=master)'"),
        [
          `line 6: environments[2].branchRestriction: expected a regular expression that RE2 takes, received "^(?=master)"`,
        ],
      ],
      [
        "a role that GitHub doesn't have",
        HAM_YAML.replace("release: maintain", "release: owner"),
        [
          `line 6: environments[2].allow.release: expected one of read, triage, write, maintain, admin or a team @organisation/team, received "owner"`,
        ],
      ],
      [
        "a team among others that is none",
        HAM_YAML.replace("release: maintain", "release: [maintain, '@acme']"),
        [
          `line 6: environments[2].allow.release[1]: expected one of read, triage, write, maintain, admin or a team @organisation/team, received "@acme"`,
        ],
      ],
      [
        "a folder outside of the repository",
        HAM_YAML.replace("{repository: acme/cart}", "{repository: acme/cart, path: ../shop}"),
        [
          `line 9: services.cart.path: expected a folder inside the repository, without '..', received "../shop"`,
        ],
      ],
      [
        "a workflow elsewhere",
        HAM_YAML.replace("{repository: acme/cart}", "{repository: acme/cart, workflows: [ci.yml]}"),
        [
          `line 9: services.cart.workflows[0]: expected .github/workflows/<file>.yml, received "ci.yml"`,
        ],
      ],
      [
        "no namespace at all",
        HAM_YAML.replace("{repository: acme/cart}", "{repository: acme/cart, namespaces: []}"),
        ["line 9: services.cart.namespaces: expected at least one namespace, received 0"],
      ],
      [
        "no environment at all",
        "version: 1\nenvironments: []\nservices: {}\n",
        ["line 2: environments: expected at least one environment, received 0"],
      ],
      [
        "an environment that is there twice",
        HAM_YAML.replace("name: staging", "name: dev"),
        ["line 5: environments[1].name: 'dev' is there already"],
      ],
      [
        "a service's unknown environment",
        HAM_YAML.replace(
          "{repository: acme/cart}",
          "{repository: acme/cart, environments: {live: {}}}",
        ),
        [
          "line 9: services.cart.environments.live: unknown environment, expected one of dev, staging, prod",
        ],
      ],
      [
        "two services in one folder",
        HAM_YAML.replace("acme/cart", "Acme/Shop"),
        ["line 9: services.cart.path: '.' of Acme/Shop is the project of 'shop' already"],
      ],
      [
        "an auto-release that its environment forbids",
        HAM_YAML.replace("name: prod,", "name: prod, autoRelease: {branch: develop},"),
        [
          "line 6: environments[2].autoRelease.branch: 'develop' is forbidden by the branch restriction '^master$' of the same environment",
        ],
      ],
      [
        "a service's auto-release that its environment forbids",
        HAM_YAML.replace(
          "{repository: acme/cart}",
          "{repository: acme/cart, environments: {prod: {autoRelease: {branch: develop}}}}",
        ),
        [
          "line 9: services.cart.environments.prod.autoRelease.branch: 'develop' is forbidden by the branch restriction '^master$' of the same environment",
        ],
      ],
      [
        "a service's restriction that the environment's auto-release never meets",
        HAM_YAML.replace(
          "{repository: acme/cart}",
          "{repository: acme/cart, environments: {dev: {branchRestriction: ^release/}}}",
        ),
        [
          "line 9: services.cart.environments.dev.autoRelease.branch: 'master' is forbidden by the branch restriction '^release/' of the same environment",
        ],
      ],
      ["a list instead of a mapping", "- a\n", [`line 1: expected Object, received "a list"`]],
      ["nothing", "", ["not YAML: expected a document, but the input is empty"]],
      [
        "a key that is there twice",
        "version: 1\nversion: 1\n",
        ["line 2: not YAML: duplicated mapping key"],
      ],
      [
        "a broken bracket",
        "version: 1\nservices: {\n",
        [expect.stringMatching(/^line \d: not YAML: /) as unknown as string],
      ],
    ])("tells of %s", (_, yaml, problems) => {
      expect(problemsOf(yaml)).toEqual(problems);
    });

    it("tells of all at once, each with its line", () => {
      const yaml = `version: 3
environments:
  - {name: Dev}
  - name: prod
    branchRestriction: '('
services:
  shop:
    repository: shop
    colour: red
`;

      expect(problemsOf(yaml)).toEqual([
        expect.stringMatching(/^line 1: version: /),
        expect.stringMatching(/^line 3: environments\[0\]\.name: /),
        expect.stringMatching(/^line 5: environments\[1\]\.branchRestriction: /),
        expect.stringMatching(/^line 8: services\.shop\.repository: /),
        expect.stringMatching(/^line 9: services\.shop\.colour: /),
      ]);
    });

    it("finds the place of thousands of them", () => {
      const yaml = `version: 1\nenvironments: [{name: dev}]\nservices: {}\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join("")}`;

      expect(problemsOf(yaml).at(-1)).toBe("line 20003: k19999: unknown key");
    });
  });

  it.each([
    ["an alias bomb", `a: &a [x]\n${Array.from({ length: 60 }, (_, i) => `b${i}: *a\n`).join("")}`],
    ["brackets without end", "[".repeat(100_000)],
    ["a mapping that holds itself", "version: 1\nservices: &a\n  shop: *a\n"],
  ])("refuses %s", (_, yaml) => {
    expect(problemsOf(yaml)).not.toEqual([]);
  });

  it("is total", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((text) => HAM_YAML + text),
        ),
        (yaml) => {
          const parsed = parseHamConfig(yaml);

          expect(parsed.kind === "valid" || parsed.problems.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe("questions to the configuration", () => {
  const config = aConfig(`version: 1
environments:
  - {name: dev, autoRelease: {branch: master}}
  - {name: staging, branchRestriction: a}
  - {name: prod}
services:
  shop: {repository: acme/shop, path: shop, environments: {dev: {autoRelease: {branch: develop}}, staging: {branchRestriction: b}}}
  jobs: {repository: Acme/Shop, path: jobs, namespaces: [batch, shop]}
  cart: {repository: acme/cart}
`);
  const shop = aServiceOf("shop");
  const jobs = aServiceOf("jobs");

  function aServiceOf(name: string) {
    const service = config.services.get(name);
    if (service === undefined) throw new Error(`no ${name}`);
    return service;
  }

  it("knows the environment before", () => {
    expect(
      ["dev", "staging", "prod", "live"].map((name) => previousEnvironment(config, name)),
    ).toEqual([undefined, "dev", "staging", undefined]);
  });

  it("names one namespace as the environment", () => {
    expect(namespacesOf(shop, "dev")).toEqual(["dev"]);
    expect(namespacesOf(jobs, "dev")).toEqual(["batch", "shop"]);
  });

  it("finds a repository's services whatever the letters", () => {
    expect(servicesOf(config, "ACME/shop").map((one) => one.name)).toEqual(["shop", "jobs"]);
  });

  it("prefers a service's own auto-release", () => {
    expect(autoReleaseBranch(config, shop, "dev")).toBe("develop");
    expect(autoReleaseBranch(config, jobs, "dev")).toBe("master");
    expect(autoReleaseBranch(config, jobs, "prod")).toBeUndefined();
  });

  it("adds a service's restriction to the environment's", () => {
    expect(declaredRestrictions(config, shop, "staging")).toEqual(["a", "b"]);
  });
});

describe("examples of ham.yaml", () => {
  const fileOf = (path: string) =>
    readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

  it("is right in docs/operating.md", () => {
    const [, yaml = ""] =
      /```yaml\n(version: 1\n[\s\S]*?)```/.exec(fileOf("docs/operating.md")) ?? [];

    expect(parseHamConfig(yaml)).toMatchObject({
      kind: "valid",
      value: { bots: ["renovate[bot]"] },
    });
  });

  it("is right in examples/config", () => {
    expect(parseHamConfig(fileOf("examples/config/ham.yaml")).kind).toBe("valid");
  });

  it("compares names also where a value is wrong", () => {
    const parsed = parseHamConfig(`version: 1
environments:
  - {name: dev, branchRestriction: "("}
  - {name: dev}
services:
  shop: {repository: acme/shop, environments: {prod: {}}}
`);

    expect(parsed).toMatchObject({
      kind: "invalid",
      problems: [
        { path: "environments[0].branchRestriction", line: 3 },
        { path: "environments[1].name", line: 4 },
        { path: "services.shop.environments.prod", line: 6 },
      ],
    });
  });
});
