import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  ROLES,
  type Standing,
  allowedBy,
  evaluatePermission,
  teamsIn,
} from "../../../src/core/environment/permission.ts";
import { aConfig } from "../../support/builders.ts";

const config = aConfig(`version: 1
environments:
  - {name: dev}
  - {name: prod, allow: {release: maintain, status: '@acme/everyone'}}
services:
  shop: {repository: acme/shop, environments: {prod: {allow: {release: ['@acme/shop', admin]}}}}
  cart: {repository: acme/cart}
`);
const release = { operation: "release", environment: "prod", service: "shop" } as const;

function standing(role: Standing["role"], teams: readonly string[] = []): Standing {
  return { login: "developer", role, teams };
}

describe("allowedBy", () => {
  it("asks the service, then the environment, then the defaults", () => {
    const shop = config.services.get("shop");
    const cart = config.services.get("cart");

    expect(allowedBy(config, "release", "prod", shop)).toEqual(["@acme/shop", "admin"]);
    expect(allowedBy(config, "release", "prod", cart)).toEqual(["maintain"]);
    expect(allowedBy(config, "release", "dev", cart)).toEqual(["write"]);
    expect(allowedBy(config, "status", "prod", shop)).toEqual(["@acme/everyone"]);
    expect(allowedBy(config, "policy", "prod")).toEqual(["maintain"]);
  });
});

describe("evaluatePermission", () => {
  it.each<[Standing["role"], string, boolean]>([
    ["none", "read", false],
    ["read", "read", true],
    ["triage", "write", false],
    ["write", "write", true],
    ["write", "maintain", false],
    ["maintain", "maintain", true],
    ["admin", "maintain", true],
    ["admin", "owner", false],
  ])("lets %s do what needs %s: %s", (role, needed, allowed) => {
    const verdict = evaluatePermission(standing(role), [needed], release);

    expect(verdict.kind).toBe(allowed ? "accepted" : "refused");
  });

  it("lets the members of a team, whatever the letters", () => {
    expect(evaluatePermission(standing("read", ["@Acme/Shop"]), ["@acme/shop"], release).kind).toBe(
      "accepted",
    );
  });

  it("takes no role for a team's membership", () => {
    expect(
      evaluatePermission(standing("admin", ["@acme/cart"]), ["@acme/shop"], release).kind,
    ).toBe("refused");
  });

  it("lets nobody do what nobody is allowed", () => {
    expect(evaluatePermission(standing("admin"), [], release).kind).toBe("refused");
  });

  it("says what is needed and what there is", () => {
    expect(
      evaluatePermission(standing("write"), ["maintain", "@acme/shop"], release),
    ).toMatchObject({
      reason: "not-permitted",
      sentence: "a release of shop in prod needs maintain or @acme/shop, and @developer has write",
      evidence: { role: "write", allowed: ["maintain", "@acme/shop"] },
    });
  });

  it("never takes a permission away from a stronger role", () => {
    const roles = fc.constantFrom(...ROLES);

    fc.assert(
      fc.property(roles, roles, roles, (one, other, needed) => {
        const [weak, strong] =
          ROLES.indexOf(one) <= ROLES.indexOf(other) ? [one, other] : [other, one];
        const kindOf = (role: Standing["role"]) =>
          evaluatePermission(standing(role), [needed], release).kind;

        expect(kindOf(weak) === "accepted" && kindOf(strong) === "refused").toBe(false);
      }),
    );
  });
});

describe("teamsIn", () => {
  it("tells which teams to ask about", () => {
    expect(teamsIn(["write", "@acme/a", "@acme/b"])).toEqual(["@acme/a", "@acme/b"]);
  });
});
