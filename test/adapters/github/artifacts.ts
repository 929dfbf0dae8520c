import { type ArtifactId, commitSha, isArtifactId } from "../../../src/core/artifact/ids.ts";
import { type ManifestFiles, digestOf } from "../../../src/core/artifact/digest.ts";
import type { ArtifactSpec } from "../../../src/core/artifact/spec.ts";

export const COMMIT = commitSha("1234567890".repeat(4));

export function artifactId(text: string): ArtifactId {
  if (!isArtifactId(text)) throw new Error(`'${text}' is no artifact id`);
  return text;
}

/** A spec of the service `shop` built from master. */
export function specOf(manifests: ManifestFiles, more: Partial<ArtifactSpec> = {}): ArtifactSpec {
  return {
    version: 1,
    id: artifactId(`master-${COMMIT.slice(0, 10)}-0000000000`),
    service: "shop",
    application: { branch: "master", sha: COMMIT },
    ci: { start: "2030-05-10T12:00:00Z", end: "2030-05-10T12:01:00Z" },
    shuttle: { plan: {} },
    stages: [],
    environments: ["dev", "prod"],
    digest: digestOf(manifests),
    sourceTree: null,
    reuseKey: "0".repeat(64),
    run: {
      repository: "acme/shop",
      id: 1,
      attempt: 1,
      workflow: ".github/workflows/ci.yml",
      event: "push",
      createdAt: "2030-05-10T12:00:00Z",
    },
    ...more,
  };
}
