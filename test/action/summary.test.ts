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
