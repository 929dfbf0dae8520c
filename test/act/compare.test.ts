import { describe, expect, it } from "@jest/globals";

import { compare } from "../../scripts/act/compare.ts";
import { manifestsDigest, type RunResult } from "../../scripts/act/result.ts";

const files = new Map([
  ["dev/a.yaml", "a: 1\n"],
  ["prod/a.yaml", "a: 2\n"],
  [
    "artifact.json",
    JSON.stringify({ id: "master-1-2", run: { id: 1 }, stages: [{ durationMs: 5 }] }),
  ],
]);
const result: RunResult = {
  outputs: {
    "artifact-id": "master-1-2",
    "artifact-path": "/one/shuttle/artifacts/shop",
    digest: manifestsDigest(files),
  },
  summary: "### Artifact\n| build | 1.2 s |\n",
  files,
};

describe("the comparison of two runners", () => {
  function problems(other: Partial<RunResult>): readonly string[] {
    return compare(result, { ...result, ...other }).flatMap(({ claim, problem }) =>
      problem === undefined ? [] : [`${claim}: ${problem}`],
    );
  }

  it("finds nothing where runs differ only by which they are, and when", () => {
    const spec = { id: "master-1-2", run: { id: 7 }, stages: [{ durationMs: 9 }] };
    const outputs = { ...result.outputs, "artifact-path": "/two/shuttle/artifacts/shop" };
    const again = new Map([...files, ["artifact.json", JSON.stringify(spec)]]);

    expect(problems({ outputs, files: again, summary: "### Artifact\n| build | 12 ms |" })).toEqual(
      [],
    );
  });

  it.each<[string, Partial<RunResult>, string]>([
    [
      "another output",
      { outputs: { ...result.outputs, "artifact-id": "3" } },
      "outputs: 'artifact-id=master-1-2' became 'artifact-id=3'",
    ],
    ["a summary that is missing", { summary: "" }, "summary: '### Artifact' became ''"],
    [
      "another stage",
      { files: new Map([...files, ["artifact.json", JSON.stringify({ id: "master-1-2" })]]) },
      'spec: \'  "id": "master-1-2",\' became \'  "id": "master-1-2"\'',
    ],
  ])("finds %s, and says which line", (_, other, problem) => {
    expect(problems(other)).toContain(problem);
  });

  it("finds a manifest that differs, whatever the output says", () => {
    const changed = new Map([...files, ["prod/a.yaml", "a: 3\n"]]);

    expect(problems({ files: changed })).toEqual([
      "manifests: 'a: 2' became 'a: 3'",
      expect.stringMatching(/^digest, computed anew: /),
      expect.stringMatching(/^digest, as the output says: /),
    ]);
  });

  it("finds no sameness where there is nothing", () => {
    const nothing: RunResult = { outputs: {}, summary: "", files: new Map() };

    expect(compare(nothing, nothing).map(({ problem }) => problem)).toContain(
      "there is nothing to compare",
    );
  });
});
