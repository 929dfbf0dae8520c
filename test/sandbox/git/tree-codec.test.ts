import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  decodeTree,
  encodeTree,
  toRawEntry,
  toRawName,
  toTreeEntry,
} from "../../../src/sandbox/git/tree-codec.ts";
import type { RawEntry } from "../../../src/sandbox/git/tree-codec.ts";
import { git, gitBytes, withGitStore } from "./git-world.ts";

const oid = fc.string({
  unit: fc.constantFrom(...Array.from("0123456789abcdef")),
  minLength: 40,
  maxLength: 40,
});

/** Names that are near each other, so that their order matters. */
const name = fc
  .string({
    unit: fc.constantFrom("a", "b", ".", "-", "0", "é", "😀", "~", " "),
    minLength: 1,
    maxLength: 4,
  })
  .filter((text) => text !== "." && text !== "..")
  .map(toRawName);

const mode = fc.constantFrom("100644", "100755", "120000", "40000", "160000");

const entries: fc.Arbitrary<readonly RawEntry[]> = fc.uniqueArray(fc.record({ mode, name, oid }), {
  selector: (entry) => entry.name,
  maxLength: 12,
});

describe("encodeTree", () => {
  const world = withGitStore();

  it("is undone by decodeTree, whatever the order before", () => {
    fc.assert(
      fc.property(entries, (given) => {
        const decoded = decodeTree(encodeTree(given));

        expect(new Set(decoded)).toEqual(new Set(given));
        expect(encodeTree(decoded)).toEqual(encodeTree([...given].reverse()));
      }),
    );
  });

  it("writes the bytes that git mktree writes", () => {
    const { repository } = world();
    fc.assert(
      fc.property(entries, (given) => {
        const lines = given.map((entry) => {
          const { mode, type, oid, name } = toTreeEntry(entry);
          return `${mode} ${type} ${oid}\t${name}\0`;
        });
        const tree = git(repository.path, ["mktree", "-z", "--missing"], { input: lines.join("") });

        const bytes = encodeTree(given);

        expect(bytes).toEqual(gitBytes(repository.path, ["cat-file", "tree", tree]));
      }),
      { numRuns: 40 },
    );
  });

  it.each(["", ".", "..", ".git", ".GIT", "a/b", "a\0b"])("refuses the name %j", (name) => {
    const entry = { mode: "100644", name, oid: "1".repeat(40) };

    expect(() => encodeTree([entry])).toThrow("can't be a name in a tree");
  });

  it("refuses a file and a folder of one name", () => {
    const file = { mode: "100644", name: "a", oid: "1".repeat(40) };

    expect(() => encodeTree([file, { ...file, mode: "40000" }])).toThrow("twice in one tree");
  });
});

describe("decodeTree", () => {
  it("throws for bytes that end within an entry", () => {
    const bytes = encodeTree([{ mode: "100644", name: "a", oid: "1".repeat(40) }]);

    expect(() => decodeTree(bytes.subarray(0, -1))).toThrow("but the bytes end within it");
  });

  it("keeps a name that is not UTF-8", () => {
    const entry = { mode: "100644", name: "\xff\xfe", oid: "1".repeat(40) };

    expect(decodeTree(encodeTree([entry]))).toEqual([entry]);
  });
});

describe("toTreeEntry", () => {
  it("is undone by toRawEntry", () => {
    fc.assert(
      fc.property(fc.record({ mode, name, oid }), (entry) => {
        expect(toRawEntry(toTreeEntry(entry))).toEqual(entry);
      }),
    );
  });

  it.each([
    ["100664", "100644"],
    ["100775", "100755"],
  ])("reads the old mode %s as %s", (old, today) => {
    expect(toTreeEntry({ mode: old, name: "a", oid: "1".repeat(40) }).mode).toBe(today);
  });
});
