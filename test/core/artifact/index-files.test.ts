import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  EMPTY_INDEX,
  type IndexEntry,
  addToIndex,
  artifactFolder,
  branchIndexPath,
  formatIndex,
  parseIndex,
  toIndexEntry,
  treeIndexPath,
} from "../../../src/core/artifact/index-files.ts";
import { branches } from "../../support/arbitraries.ts";
import { aCommit, aTree, anArtifact, minutesAfterNoon } from "../../support/builders.ts";

function entryOf(run: number, minutes: number): IndexEntry {
  const { spec } = anArtifact({ commit: aCommit(`of run ${run}`) });
  const createdAt = minutesAfterNoon(minutes);
  return toIndexEntry({ ...spec, run: { ...spec.run, id: run, createdAt } });
}

describe("addToIndex", () => {
  const entries = Array.from({ length: 130 }, (_, run) => entryOf(run, run % 120));

  it("keeps the newest hundred by the run's age, whatever order they arrive in", () => {
    const newest = [...entries]
      .sort((a, b) => Date.parse(b.runCreatedAt) - Date.parse(a.runCreatedAt) || b.runId - a.runId)
      .slice(0, 100);

    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 130 }), (arrived) => {
        expect(arrived.reduce(addToIndex, EMPTY_INDEX).artifacts).toEqual(newest);
      }),
      { numRuns: 10 },
    );
  });

  it("replaces an entry of the same id", () => {
    const [entry] = entries;
    if (entry === undefined) throw new Error("there are entries");

    const index = addToIndex(addToIndex(EMPTY_INDEX, entry), { ...entry, runId: 900 });

    expect(index.artifacts).toEqual([{ ...entry, runId: 900 }]);
  });

  it("compares instants and not their notation", () => {
    const early = { ...entryOf(1, 0), runCreatedAt: "2026-03-02T23:00:00+12:00" };
    const late = { ...entryOf(2, 0), runCreatedAt: "2026-03-02T12:00:00Z" };

    const index = addToIndex(addToIndex(EMPTY_INDEX, early), late);

    expect(index.artifacts.map((one) => one.runId)).toEqual([2, 1]);
  });
});

describe("formatIndex", () => {
  it("gives back the index", () => {
    const index = [entryOf(1, 5), entryOf(2, 1)].reduce(addToIndex, EMPTY_INDEX);

    expect(parseIndex(formatIndex(index))).toEqual(index);
  });
});

describe("parseIndex", () => {
  it.each([undefined, "", "[]", "{", `{"version": 2, "artifacts": []}`, `{"version": 1}`])(
    "takes %j for an empty one, to be written anew",
    (text) => {
      expect(parseIndex(text)).toEqual(EMPTY_INDEX);
    },
  );

  it("leaves out entries whose ids are none", () => {
    const text = JSON.stringify({ version: 1, artifacts: [{ ...entryOf(1, 1), id: "../x" }] });

    expect(parseIndex(text)).toEqual(EMPTY_INDEX);
  });
});

describe("paths of the store", () => {
  it("puts an artifact into its commit's folder", () => {
    const { spec } = anArtifact();

    expect(artifactFolder(spec)).toBe(`${spec.application.sha.slice(0, 2)}/${spec.id}`);
  });

  it("gives each branch its own file, inside the index", () => {
    fc.assert(
      fc.property(branches, branches, (a, b) => {
        expect(branchIndexPath(a)).toMatch(/^index\/branch\/[^/\\]+\.json$/);
        expect(branchIndexPath(a) === branchIndexPath(b)).toBe(a === b);
      }),
    );
  });

  it("names a tree's file by its oid", () => {
    expect(treeIndexPath(aTree())).toBe(`index/tree/${aTree()}.json`);
  });
});
