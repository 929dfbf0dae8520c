import { describe, expect, it } from "@jest/globals";

import {
  BUILD_REASONS,
  hasArtifacts,
  publishingObstacle,
  refuseBuild,
} from "../../../src/core/artifact/build-decision.ts";

describe("publishingObstacle", () => {
  const push = { publish: undefined, isFork: false, event: "push" };

  it.each(["push", "pull_request", "merge_group", "workflow_dispatch"])(
    "is none for %s",
    (event) => {
      expect(publishingObstacle({ ...push, event })).toBeUndefined();
    },
  );

  it.each([
    ["publish-off", { publish: false }],
    ["fork", { isFork: true, event: "pull_request" }],
    ["fork", { isFork: true, publish: true, event: "pull_request" }],
    ["event-not-allowed", { event: "pull_request_target" }],
    ["event-not-allowed", { event: "schedule", publish: true }],
  ])("is %s", (reason, facts) => {
    expect(publishingObstacle({ ...push, ...facts })).toBe(reason);
  });
});

describe("hasArtifacts", () => {
  it.each([
    ["https://github.com", true],
    ["https://acme.ghe.com", true],
    ["http://127.0.0.1:4000", true],
    ["http://github.localhost:4000", true],
    ["https://github.acme.example", false],
    ["https://github.com.acme.example", false],
    ["https://evilghe.com", false],
    ["nonsense", false],
  ])("%s: %j", (url, expected) => {
    expect(hasArtifacts(url)).toBe(expected);
  });
});

describe("refuseBuild", () => {
  it.each(BUILD_REASONS.failed)("is a failure for %s", (reason) => {
    expect(refuseBuild(reason, "no").decision).toBe("failed");
  });

  it.each(BUILD_REASONS.refused)("is a refusal for %s", (reason) => {
    expect(refuseBuild(reason, "no").decision).toBe("refused");
  });

  it("has no reason that belongs to two decisions", () => {
    const all = Object.values(BUILD_REASONS).flat();

    expect(new Set(all).size).toBe(all.length);
  });
});
