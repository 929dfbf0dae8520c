import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type { ServiceConfig } from "../../../src/core/environment/ham-config.ts";
import { evaluateRestrictions, policiesOf } from "../../../src/core/policy/policy.ts";
import { type PolicyFile, parsePolicyFile } from "../../../src/core/policy/policy-file.ts";
import { branches } from "../../support/arbitraries.ts";
import { aConfig } from "../../support/builders.ts";

const config = aConfig(`version: 1
environments:
  - {name: dev, autoRelease: {branch: master}}
  - {name: prod, branchRestriction: '^(master|release/.*)$'}
services:
  shop: {repository: acme/shop, environments: {prod: {branchRestriction: '^[a-z]+$'}}}
`);
const shop = serviceOf("shop");
const noFile: PolicyFile = { service: "shop", autoReleases: [], branchRestrictions: [] };

function serviceOf(name: string): ServiceConfig {
  const service = config.services.get(name);
  if (service === undefined) throw new Error(`no ${name}`);
  return service;
}

describe("parsePolicyFile", () => {
  it("reads the original's file", () => {
    const text = `{
  "service": "shop",
  "autoReleases": [{"id": "auto-release-master-dev", "branch": "master", "environment": "dev"}],
  "branchRestrictions": [{"id": "branch-restriction-prod", "branchRegex": "^master$", "environment": "prod"}]
}`;

    expect(parsePolicyFile("shop", text)).toEqual({
      kind: "valid",
      value: JSON.parse(text) as unknown,
    });
  });

  it.each([
    undefined,
    "",
    "\n",
    `{"service": "shop"}`,
    "{}",
    `{"service": "shop", "autoReleases": null}`,
  ])("reads no policies from %j", (text) => {
    expect(parsePolicyFile("shop", text)).toEqual({ kind: "valid", value: noFile });
  });

  it.each([
    [`{"service": "shop", "autorelease": []}`, "autorelease", "unknown key"],
    [
      `{"service": "shop", "autoReleases": [{"id": "a", "branch": 1, "environment": "dev"}]}`,
      "autoReleases[0].branch",
      "expected string, received 1",
    ],
    [
      `{"service": "shop", "branchRestrictions": [{"id": "a", "environment": "dev"}]}`,
      "branchRestrictions[0].branchRegex",
      "missing",
    ],
  ])("refuses %s", (text, path, message) => {
    expect(parsePolicyFile("shop", text)).toEqual({
      kind: "invalid",
      problems: [{ path, message }],
    });
  });

  it("refuses what is no JSON", () => {
    expect(parsePolicyFile("shop", "service: shop").kind).toBe("invalid");
  });
});

describe("policiesOf", () => {
  const file: PolicyFile = {
    service: "shop",
    autoReleases: [{ id: "a", branch: "develop", environment: "dev" }],
    branchRestrictions: [{ id: "b", branchRegex: "^m", environment: "prod" }],
  };

  it("takes what ham.yaml declares", () => {
    expect(policiesOf(config, shop, "dev", noFile)).toEqual({
      environment: "dev",
      autoRelease: "master",
      restrictions: [],
    });
  });

  it("lets the file override the auto-release and add restrictions", () => {
    expect(policiesOf(config, shop, "dev", file).autoRelease).toBe("develop");
    expect(policiesOf(config, shop, "prod", file).restrictions).toEqual([
      "^(master|release/.*)$",
      "^[a-z]+$",
      "^m",
    ]);
  });
});

describe("evaluateRestrictions", () => {
  const verdictOf = (restrictions: readonly string[], branch: string) =>
    evaluateRestrictions({ environment: "prod", autoRelease: undefined, restrictions }, branch)
      .kind;

  it.each<[readonly string[], string, "accepted" | "refused"]>([
    [[], "anything", "accepted"],
    [["^master$"], "master", "accepted"],
    [["^master$"], "Master", "refused"],
    [["master"], "refactor-master-x", "accepted"],
    [["^master$"], "master\nx", "refused"],
    [["^master$", "^m"], "master", "accepted"],
    [["^master$", "^d"], "master", "refused"],
    [["(?i)^MASTER$"], "master", "accepted"],
    [["^(?P<kind>hotfix|feat)/"], "hotfix/1", "accepted"],
    [["\\Amaster\\z"], "master", "accepted"],
    [["[[:alpha:]]+"], "abc", "accepted"],
    [["("], "(", "refused"],
    [["(?=a)"], "a", "refused"],
    [["(a)\\1"], "aa", "refused"],
    [["a{2000}"], "a".repeat(2000), "refused"],
    [["a".repeat(501)], "a".repeat(501), "refused"],
  ])("by %j takes %j: %s", (restrictions, branch, expected) => {
    expect(verdictOf(restrictions, branch)).toBe(expected);
  });

  it("says which restriction it is", () => {
    const policies = {
      environment: "prod",
      autoRelease: undefined,
      restrictions: ["m", "^master$"],
    };

    expect(evaluateRestrictions(policies, "feature/m")).toMatchObject({
      reason: "branch-restricted",
      sentence:
        "prod takes only branches that match '^master$', and this artifact is of 'feature/m'",
      evidence: { restrictions: ["m", "^master$"] },
    });
  });

  it("answers a pattern that makes others' engines run for ever", () => {
    expect(verdictOf(["^(a+)+$"], `${"a".repeat(250)}b`)).toBe("refused");
  });

  it("never turns a refusal into a permission by another restriction", () => {
    const patterns = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom("^a", "a$", "", ".", "("),
    );

    fc.assert(
      fc.property(fc.array(patterns), patterns, branches, (restrictions, added, branch) => {
        const before = verdictOf(restrictions, branch);
        const after = verdictOf([...restrictions, added], branch);

        expect(before === "refused" && after === "accepted").toBe(false);
      }),
    );
  });
});
