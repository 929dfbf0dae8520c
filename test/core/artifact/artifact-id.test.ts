import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  NO_PLAN,
  formatArtifactId,
  parseArtifactId,
} from "../../../src/core/artifact/artifact-id.ts";
import { isArtifactId } from "../../../src/core/artifact/ids.ts";
import { branches, commitShas } from "../../support/arbitraries.ts";
import { aCommit } from "../../support/builders.ts";

describe("formatArtifactId", () => {
  it("names branch, commit and plan", () => {
    const commit = aCommit();

    const id = formatArtifactId({ branch: "feature/x", commit, planCommit: NO_PLAN });

    expect(id).toBe(`feature_x-${commit.slice(0, 10)}-0000000000`);
  });

  it("gives back what it was made of", () => {
    fc.assert(
      fc.property(branches, commitShas, commitShas, (branch, commit, planCommit) => {
        const id = formatArtifactId({ branch, commit, planCommit });

        expect(parseArtifactId(id ?? "")).toEqual({
          branchPart: branch.replaceAll("/", "_"),
          commit10: commit.slice(0, 10),
          plan10: planCommit.slice(0, 10),
        });
      }),
    );
  });

  it("survives as a folder and as a line of text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), commitShas, (branch, commit) => {
        const id = formatArtifactId({ branch, commit, planCommit: NO_PLAN });

        if (id === undefined) return;
        expect(id).not.toMatch(/[/\\\s]|^\./);
        expect(id.trim()).toBe(id);
        expect(Buffer.from(id).toString()).toBe(id);
      }),
    );
  });

  it.each([
    ["a hidden folder", ".hidden"],
    ["the folder above", ".."],
    ["a line end", "a\nb"],
    ["a line end of its own kind", "a\u2028b"],
    ["a blank", "a b"],
    ["an invisible mark at the start", "\ufeffa"],
    ["half a character", "a\ud800"],
    ["a backslash", "a\\b"],
    ["nothing", ""],
    ["a branch too long for a trailer", "b".repeat(179)],
    ["a branch too long for a folder", "漢".repeat(80)],
  ])("gives none for %s", (_, branch) => {
    expect(formatArtifactId({ branch, commit: aCommit(), planCommit: NO_PLAN })).toBeUndefined();
  });

  it("takes the longest branch that fits", () => {
    const id = formatArtifactId({
      branch: "b".repeat(178),
      commit: aCommit(),
      planCommit: NO_PLAN,
    });

    expect(id).toHaveLength(200);
  });

  it("gives none for a plan that is no commit", () => {
    const planCommit = "../../../x";

    expect(formatArtifactId({ branch: "master", commit: aCommit(), planCommit })).toBeUndefined();
  });
});

describe("parseArtifactId", () => {
  it("keeps dashes and hex digits in the branch", () => {
    const text = "a-0123456789-0123456789-abcdefabcd-0000000000";

    expect(parseArtifactId(text)).toEqual({
      branchPart: "a-0123456789-0123456789",
      commit10: "abcdefabcd",
      plan10: "0000000000",
    });
  });

  it.each([
    "",
    "master",
    "master-0123456789",
    "master-0123456789-012345678g",
    "-0123456789-0123456789",
  ])("takes %j for none", (text) => {
    expect(parseArtifactId(text)).toBeUndefined();
  });

  it("is total", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseArtifactId(text) !== undefined).toBe(isArtifactId(text));
      }),
    );
  });
});
