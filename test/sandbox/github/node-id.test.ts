import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  formatGitNodeId,
  formatNodeId,
  parseGitNodeId,
  parseNodeId,
} from "../../../src/sandbox/github/node-id.ts";

describe("node ids", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.nat(), (id) => {
        expect(parseNodeId(formatNodeId("PullRequest", id))).toEqual({
          kind: "PullRequest",
          id: String(id),
        });
      }),
    );
  });

  it("carry repository and name of what git stores, whatever the name", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ minLength: 1, unit: "grapheme" }), (repositoryId, name) => {
        expect(parseGitNodeId(formatGitNodeId("Ref", repositoryId, name))).toEqual({
          kind: "Ref",
          repositoryId,
          name,
        });
      }),
    );
  });

  it("have GitHub's prefixes", () => {
    expect(formatNodeId("IssueComment", 7)).toMatch(/^IC_/);
    expect(formatNodeId("Repository", 7)).toMatch(/^R_/);
  });

  it.each(["", "R", "R_", "NOPE_MQ", "R_!!", "R_MR"])("are not made out of %j", (text) => {
    expect(parseNodeId(text)).toBeUndefined();
  });

  it("of records are not taken for those of git objects", () => {
    expect(parseGitNodeId(formatNodeId("Issue", 1))).toBeUndefined();
  });
});
