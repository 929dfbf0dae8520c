import { tmpdir } from "node:os";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { isRefName } from "../../../src/sandbox/git/ref-name.ts";
import { tryGit } from "./git-world.ts";

const piece = fc.constantFrom(
  ...Array.from("ab/.~^:?*[\\@{} -é\u0001\u007f"),
  "..",
  ".lock",
  "@{",
  "/.",
  "//",
  "😀",
);

describe("isRefName", () => {
  it("agrees with git check-ref-format", () => {
    const rest = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(rest, (text) => {
        const name = `refs/${text}`;

        expect(isRefName(name)).toBe(tryGit(tmpdir(), ["check-ref-format", name]).status === 0);
      }),
      { numRuns: 150 },
    );
  });

  it.each(["refs/heads/main", "refs/heads/env/dev", "refs/pull/1/head", "refs/heads/ä-😀"])(
    "takes %s",
    (name) => {
      expect(isRefName(name)).toBe(true);
    },
  );

  it.each([
    "main",
    "heads/main",
    "refs",
    "refs/",
    "refs/heads/../../config",
    "refs/heads/a.lock",
    "refs/heads/.a",
    `refs/heads/${"a".repeat(251)}`,
  ])("refuses %s", (name) => {
    expect(isRefName(name)).toBe(false);
  });
});
