import { describe, expect, it } from "@jest/globals";

import { type BuildOutcome, refused } from "../../action/run.ts";
import { renderSummary } from "../../action/summary.ts";
import { refuseBuild } from "../../src/core/artifact/build-decision.ts";
import { aSpec } from "./summary-world.ts";

const BUILT: BuildOutcome = {
  decision: "publish",
  reason: "built",
  artifact: {
    spec: aSpec(),
    path: "/out/shop",
    uploadName: "shuttle-shop-x",
    planSha: "c".repeat(40),
  },
  content: {
    manifests: new Map([
      ["dev/deployment.yaml", ""],
      ["dev/service.yaml", ""],
      ["prod/deployment.yaml", ""],
    ]),
    stages: [],
    earlier: undefined,
  },
  stages: [
    { id: "build", name: "Build", result: "success", durationMs: 83_400 },
    { id: "test", name: "Test", result: "success", durationMs: 1_240 },
  ],
  changes: { kind: "compared", with: aSpec().id, branch: "master", diff: "" },
  refusal: undefined,
};

describe("renderSummary", () => {
  it("shows what was built, for which environments, and how long it took", () => {
    expect(renderSummary(BUILT)).toMatchSnapshot();
  });

  it("says that nothing was built when content was reused", () => {
    const spec = aSpec({ reusedFrom: { id: aSpec().id, digest: aSpec().digest, runId: 5 } });
    const artifact = { spec, path: "/out/shop", uploadName: "shuttle-shop-x", planSha: "" };

    expect(renderSummary({ ...BUILT, reason: "reused", artifact })).toMatchSnapshot();
  });

  it("shows why the build failed, with the stages until then", () => {
    const refusal = refuseBuild("script-failed", "Failed executing script `build`\nExit code: 3");
    const stages = [{ id: "build", name: "Build", result: "failure", durationMs: 500 } as const];

    expect(renderSummary(refused(refusal, stages))).toMatchSnapshot();
  });

  it("says why there is no artifact, though scripts ran", () => {
    const refusal = refuseBuild("template-failed", "template: a.yaml:1: unexpected EOF");

    expect(renderSummary(refused(refusal, BUILT.stages))).toMatch(
      /^### ⛔ No artifact \(`template-failed`\)\n[^]*unexpected EOF[^]*\| Build \| ✅ passed \|/,
    );
  });

  it("shows what tools found, and what changed in the manifests", () => {
    const diff = "--- before/dev/a.yaml\n+++ after/dev/a.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2";
    const stages: BuildOutcome["stages"] = [
      { id: "build", name: "Build", data: { image: "acme/shop", tag: "v1", dockerVersion: "" } },
      { id: "test", name: "Test", data: { results: { passed: 12, failed: 0, skipped: 1 } } },
      {
        id: "snyk-docker",
        name: "Security Scan - Docker",
        data: { vulnerabilities: { high: 3, medium: 0, low: 1, critical: 1 } },
      },
    ];
    const changes = { kind: "compared", with: aSpec().id, branch: "master", diff } as const;

    expect(renderSummary({ ...BUILT, stages, changes })).toMatchSnapshot();
  });

  it("cuts a long difference at a line, and says how much is missing", () => {
    const diff = Array.from({ length: 1_000 }, (_, index) => `+${index}`).join("\n");
    const changes = { kind: "compared", with: aSpec().id, branch: "master", diff } as const;

    const markdown = renderSummary({ ...BUILT, changes });

    expect(markdown).toMatch(/\n\+399\n```\n\n… and 600 more lines\.\n$/);
  });

  it("cuts a difference of few long lines", () => {
    const diff = Array.from({ length: 10 }, () => `+${"x".repeat(20_000)}`).join("\n");
    const changes = { kind: "compared", with: aSpec().id, branch: "master", diff } as const;

    const markdown = renderSummary({ ...BUILT, changes });

    expect(markdown.length).toBeLessThan(65_000);
    expect(markdown).toContain("… and 8 more lines.");
  });

  it("stays small enough for GitHub to show, whatever there was", () => {
    const names = Array.from({ length: 100 }, (_, index) => `${"x".repeat(190)}${index}.yaml`);
    const environments = Array.from({ length: 100 }, (_, index) => `env-${index}`);
    const manifests = new Map(
      environments.flatMap((one) => names.map((name) => [`${one}/${name}`, ""] as const)),
    );
    const content = { manifests, stages: [], earlier: undefined };
    const artifact = {
      spec: aSpec({ environments }),
      path: "/out/shop",
      uploadName: "shuttle-shop-x",
      planSha: "",
    };
    const message = "a mistake\n".repeat(200_000);

    const built = renderSummary({ ...BUILT, artifact, content });
    const failed = renderSummary(refused(refuseBuild("project-invalid", message)));

    expect(built.length).toBeLessThan(1024 * 1024);
    expect(built).toContain("and 80 more");
    expect(failed.length).toBeLessThan(30_000);
    expect(failed).toContain("… and more, which is in the log.");
  });

  it("says why nothing is compared", () => {
    const changes = { kind: "unknown", why: "git can't be asked" } as const;

    expect(renderSummary({ ...BUILT, changes })).toContain("Not compared: git can't be asked.\n");
  });

  it("lets no foreign text out of its cell or its code", () => {
    const branch = "a|b`c<img src=x>\n# title";
    const spec = aSpec({ application: { ...aSpec().application, branch } });
    const artifact = { spec, path: "/out/shop", uploadName: "shuttle-shop-x", planSha: "" };

    const row = renderSummary({ ...BUILT, artifact })
      .split("\n")
      .find((line) => line.startsWith("| Commit"));

    expect(row).toBe(`| Commit | \`${"a".repeat(10)}\` on \`\` a\\|b\`c<img src=x> # title \`\` |`);
  });

  it("closes no fence early", () => {
    const refusal = refuseBuild("script-failed", "```\n# not a title");

    expect(renderSummary(refused(refusal))).toContain("````text\n```\n# not a title\n````");
  });
});
