import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  evaluateFileNames,
  evaluateReleasedNames,
  isManifestFile,
} from "../../../src/core/flux/manifest-files.ts";
import { fileNames } from "../../support/arbitraries.ts";

describe("isManifestFile", () => {
  it.each(["10-deployment.yaml", "a.yml", "sub/a.yaml", "_a+b.c.yaml"])("takes %j", (file) => {
    expect(isManifestFile(file)).toBe(true);
  });

  it.each([
    "",
    "..",
    "../a.yaml",
    "a/../../b.yaml",
    "/a.yaml",
    "a//b.yaml",
    "./a.yaml",
    ".git/config",
    ".sourceignore",
    "a\\b.yaml",
    "a\nb.yaml",
    "a b.yaml",
    "artifact.json",
    "ARTIFACT.JSON",
    "a".repeat(201),
  ])("refuses %j", (file) => {
    expect(isManifestFile(file)).toBe(false);
    expect(evaluateFileNames(["a.yaml", file])).toMatchObject({ reason: "artifact-unsafe-path" });
  });

  it("never leaves the folder", () => {
    fc.assert(
      fc.property(fileNames, (file) => {
        if (!isManifestFile(file)) return;
        const { pathname } = new URL(`/folder/${file}`, "http://host");

        expect(pathname).toBe(`/folder/${file}`);
      }),
    );
  });
});

describe("evaluateReleasedNames", () => {
  it.each(["kustomization.yaml", "kustomization.yml", "Kustomization", "sub/kustomization.yaml"])(
    "refuses %j, which kustomize would read",
    (file) => {
      expect(evaluateReleasedNames(["a.yaml", file])).toMatchObject({
        reason: "manifest-not-allowed",
      });
    },
  );

  it("accepts others", () => {
    expect(evaluateReleasedNames(["a.yaml", "my-kustomization.yaml"])).toBeUndefined();
  });
});
