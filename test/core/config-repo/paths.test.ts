import { describe, expect, it } from "@jest/globals";

import {
  ENVIRONMENT_LOCK_FILE,
  artifactBranch,
  clusterFile,
  environmentBranch,
  isOfArtifact,
  lockFile,
  parseEnvironmentBranch,
  policyFile,
  releaseFolder,
  releaseSpecPath,
} from "../../../src/core/config-repo/paths.ts";
import { anId } from "../../support/builders.ts";

describe("paths of the config repository", () => {
  it("are those that the architecture names", () => {
    expect([
      environmentBranch("dev"),
      artifactBranch("shop"),
      releaseFolder("team", "shop"),
      releaseSpecPath("team", "shop"),
      clusterFile("team", "shop"),
      policyFile("shop"),
      lockFile("shop"),
      ENVIRONMENT_LOCK_FILE,
    ]).toEqual([
      "env/dev",
      "artifacts/shop",
      "releases/team/shop",
      "releases/team/shop/artifact.json",
      "clusters/team/shop.yaml",
      "policies/shop.json",
      "locks/shop.json",
      "locks/_environment.json",
    ]);
  });

  it("give the environment back", () => {
    expect(parseEnvironmentBranch(environmentBranch("dev"))).toBe("dev");
    expect(parseEnvironmentBranch("main")).toBeUndefined();
    expect(parseEnvironmentBranch("env/")).toBeUndefined();
  });

  it("know an artifact's files", () => {
    const id = anId();

    expect(isOfArtifact(`ab/${id}/dev/a.yaml`, id)).toBe(true);
    expect(isOfArtifact(`ab/${id}x/dev/a.yaml`, id)).toBe(false);
  });
});
