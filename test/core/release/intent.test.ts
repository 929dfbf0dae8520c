import { describe, expect, it } from "@jest/globals";

import { type Intent, describeIntent, verbOf } from "../../../src/core/release/intent.ts";

describe("an intent", () => {
  it.each<[Intent, string, string]>([
    [{ type: "ReleaseArtifact" }, "release", "release of an artifact"],
    [{ type: "ReleaseBranch", branch: "a/b" }, "release", "release of branch a/b"],
    [{ type: "Promote", from: "dev" }, "release", "promotion from dev"],
    [{ type: "Rollback", previous: "x" }, "rollback", "rollback of x"],
    [{ type: "AutoRelease" }, "auto release", "auto-release"],
  ])("%j has a verb and words", (intent, verb, words) => {
    expect(verbOf(intent)).toBe(verb);
    expect(describeIntent(intent)).toBe(words);
  });
});
