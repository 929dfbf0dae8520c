import { createHash } from "node:crypto";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  type ReuseKeyInput,
  parseUploadName,
  reuseKeyOf,
  uploadName,
} from "../../../src/core/artifact/reuse-key.ts";
import { aCommit, aTree } from "../../support/builders.ts";

const input: ReuseKeyInput = {
  service: "shop",
  sourceTree: aTree(),
  planCommit: aCommit("plan"),
  environments: ["dev", "prod"],
  scripts: ["build", "test"],
  arguments: { tag: "1", image: "shop" },
};

describe("reuseKeyOf", () => {
  it("is the SHA-256 of the JSON with sorted keys and no blanks", () => {
    const json =
      `{"arguments":{"image":"shop","tag":"1"},"environments":["dev","prod"],` +
      `"planCommit":"${input.planCommit}","scripts":["build","test"],"service":"shop",` +
      `"sourceTree":"${input.sourceTree}","version":1}`;

    expect(reuseKeyOf(input)).toBe(createHash("sha256").update(json).digest("hex"));
  });

  it("does not depend on the order of keys", () => {
    const other = {
      arguments: { image: "shop", tag: "1" },
      scripts: input.scripts,
      environments: input.environments,
      planCommit: input.planCommit,
      sourceTree: input.sourceTree,
      service: input.service,
    };

    expect(reuseKeyOf(other)).toBe(reuseKeyOf(input));
  });

  it.each<[string, Partial<ReuseKeyInput>]>([
    ["the service", { service: "cart" }],
    ["the source tree", { sourceTree: aTree("other") }],
    ["the plan", { planCommit: aCommit("other plan") }],
    ["the environments", { environments: ["dev"] }],
    ["the order of scripts", { scripts: ["test", "build"] }],
    ["an argument", { arguments: { tag: "2", image: "shop" } }],
    ["an argument that is left out", { arguments: { tag: "1" } }],
    ["where one value ends and the next begins", { environments: ["dev,prod"] }],
  ])("changes with %s", (_, change) => {
    expect(reuseKeyOf({ ...input, ...change })).not.toBe(reuseKeyOf(input));
  });
});

describe("uploadName", () => {
  it("gives back service and key", () => {
    const services = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);

    fc.assert(
      fc.property(services, (service) => {
        const reuseKey = reuseKeyOf({ ...input, service });

        expect(parseUploadName(uploadName(service, reuseKey))).toEqual({ service, reuseKey });
      }),
    );
  });

  it.each([
    "coverage",
    "shuttle-shop",
    `shuttle-Shop-${"a".repeat(64)}`,
    `x-shuttle-shop-${"a".repeat(64)}`,
    `shuttle-shop-${"a".repeat(64)}-1`,
    `shuttle--${"a".repeat(64)}`,
  ])("takes %j for an upload of others", (name) => {
    expect(parseUploadName(name)).toBeUndefined();
  });
});
