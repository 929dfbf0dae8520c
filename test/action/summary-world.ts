import { anId, aTree } from "../support/builders.ts";
import { digestOf } from "../../src/core/artifact/digest.ts";
import { commitSha } from "../../src/core/artifact/ids.ts";
import type { ArtifactSpec } from "../../src/core/artifact/spec.ts";

const COMMIT = commitSha("a".repeat(40));

export function aSpec(overrides: Partial<ArtifactSpec> = {}): ArtifactSpec {
  return {
    version: 1,
    id: anId("master", COMMIT, commitSha("c".repeat(40))),
    service: "shop",
    application: { branch: "master", sha: COMMIT },
    ci: { start: "2026-03-02T12:00:00Z", end: "2026-03-02T12:01:00Z" },
    shuttle: { plan: {} },
    stages: [],
    environments: ["dev", "prod"],
    digest: digestOf(new Map()),
    sourceTree: aTree(),
    reuseKey: "d".repeat(64),
    run: {
      repository: "acme/shop",
      id: 7,
      attempt: 1,
      workflow: ".github/workflows/ci.yml",
      event: "push",
      createdAt: "2026-03-02T12:00:00Z",
    },
    ...overrides,
  };
}
