import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { formatSpec } from "../../../src/core/artifact/spec.ts";
import { parseSpec } from "../../../src/core/artifact/spec-schema.ts";
import { aTree, anArtifact, anId } from "../../support/builders.ts";

const { spec } = anArtifact();

describe("parseSpec", () => {
  it("gives back what was formatted", () => {
    expect(parseSpec(formatSpec(spec))).toEqual({ kind: "valid", value: spec });
  });

  it("gives back a spec with everything in it", () => {
    const full = {
      ...spec,
      squad: "checkout",
      ci: { ...spec.ci, jobUrl: "https://github.com/acme/shop/actions/runs/7" },
      reusedFrom: { id: anId("feature/x"), digest: spec.digest, runId: 6 },
      stages: [{ id: "test", name: "Test", data: { results: { passed: 1 } } }],
      sourceTree: null,
    };

    expect(parseSpec(formatSpec(full))).toEqual({ kind: "valid", value: full });
  });

  it("tells all problems at once, each with its path", () => {
    const broken = {
      ...spec,
      version: 2,
      service: "Shop!",
      application: { ...spec.application, sha: "abc" },
      environments: ["dev", "pro d"],
      stages: [{ id: "build" }, { id: "a", name: "A", durationMs: -1 }],
      run: { ...spec.run, attempt: "1", createdAt: "yesterday" },
      extra: true,
    };

    const parsed = parseSpec(JSON.stringify(broken));

    expect(parsed.kind === "invalid" && parsed.problems).toEqual([
      { path: "version", message: "expected 1, received 2" },
      { path: "service", message: `expected a DNS label of a-z, 0-9 and -, received "Shop!"` },
      { path: "application.sha", message: `expected a commit of 40 hex digits, received "abc"` },
      { path: "stages[0].name", message: "missing" },
      { path: "stages[1].durationMs", message: expect.stringContaining("received -1") },
      {
        path: "environments[1]",
        message: `expected a DNS label of a-z, 0-9 and -, received "pro d"`,
      },
      { path: "run.attempt", message: `expected number, received "1"` },
      { path: "run.createdAt", message: `expected an RFC 3339 timestamp, received "yesterday"` },
      { path: "extra", message: "unknown key" },
    ]);
  });

  it.each([
    [
      "a stage that is there twice",
      { stages: [spec.stages[0], spec.stages[0]] },
      "stages",
      "build",
    ],
    ["an environment that is there twice", { environments: ["dev", "dev"] }, "environments", "dev"],
  ])("refuses %s", (_, change, path, name) => {
    const parsed = parseSpec(JSON.stringify({ ...spec, ...change }));

    expect(parsed).toEqual({
      kind: "invalid",
      problems: [{ path, message: `expected each name once, received ${name}` }],
    });
  });

  it.each([
    ["a branch with a line end", { application: { ...spec.application, branch: "a\nb" } }],
    ["a branch of half a character", { application: { ...spec.application, branch: "\ud800" } }],
    ["no branch", { application: { ...spec.application, branch: "" } }],
    ["an id that leaves its folder", { id: "../x-0123456789-0123456789" }],
    ["a digest in capitals", { digest: spec.digest.toUpperCase() }],
    ["a tree that is shortened", { sourceTree: aTree().slice(0, 10) }],
    ["a run of no repository", { run: { ...spec.run, repository: "shop" } }],
  ])("refuses %s", (_, change) => {
    expect(parseSpec(JSON.stringify({ ...spec, ...change })).kind).toBe("invalid");
  });

  it("tells where JSON breaks off", () => {
    expect(parseSpec("{")).toMatchObject({
      kind: "invalid",
      problems: [{ path: "", message: expect.stringMatching(/^not JSON: /) }],
    });
  });

  it("cuts what it received", () => {
    const parsed = parseSpec(JSON.stringify({ ...spec, service: "x".repeat(10_000) }));

    expect(JSON.stringify(parsed).length).toBeLessThan(400);
  });

  it("is total", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((one) => JSON.stringify({ ...spec, run: one })),
        ),
        (text) => {
          expect(parseSpec(text).kind).toBe("invalid");
        },
      ),
    );
  });
});
