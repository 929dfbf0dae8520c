import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as v from "valibot";

/** What `--json` promises. */
const reportSchema = v.object({
  configRepository: v.string(),
  steps: v.array(
    v.object({
      name: v.string(),
      outcome: v.string(),
      reason: v.nullable(v.string()),
      request: v.nullable(v.string()),
      calls: v.number(),
      commit: v.nullable(v.string()),
    }),
  ),
  environments: v.record(v.string(), v.string()),
});

/** The command that the README tells a newcomer to type. */
function demo(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["build/demo.mjs", ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

describe("the demo", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "acceptance-demo-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe("with --json and --data", () => {
    it("prints one object whose claims stock git confirms", () => {
      const data = join(folder, "kept");

      const { status, stdout, stderr } = demo("--json", "--data", data);

      expect(stderr).toBe("");
      expect(status).toBe(0);
      const report = v.parse(reportSchema, JSON.parse(stdout));
      const outcomes = report.steps.map(
        ({ name, outcome, reason }) =>
          `${name}: ${outcome}${reason === null ? "" : ` (${reason})`}`,
      );
      expect(outcomes).toEqual([
        "setup: done",
        "first-shop: released",
        "first-billing: released",
        "pull-request-opened: done",
        "base-moved: released",
        "merged: released",
        "promote-prod-too-early: refused (nothing-in-previous-environment)",
        "promote-staging: released",
        "promote-prod-outsider: refused (not-permitted)",
        "promote-prod: released",
        "second-pull-request: done",
        "merged-without-build: released",
        "crash: released",
      ]);
      expect(Object.keys(report.environments)).toEqual(["dev", "staging", "prod"]);
      expect(existsSync(join(report.configRepository, "HEAD"))).toBe(true);
      const second = demo("--data", data);
      expect(second.status).toBe(1);
      expect(second.stderr).toContain("--data needs an empty or missing folder");
    });
  });

  describe("with something broken on purpose", () => {
    it.each([
      ["drop-release", /env\/staging is at/],
      ["wrong-manifest", /40-deployment\.yaml is not what the artifact holds/],
      ["lost-answer", /nobody told @outsider why/],
    ])("notices %s", (what, sentence) => {
      const { status, stderr } = demo("--json", "--break", what);

      expect(stderr).toMatch(sentence);
      expect(status).toBe(1);
    });
  });

  it("names the choices when an option is wrong", () => {
    const { status, stderr } = demo("--break", "everything");

    expect(stderr).toContain("drop-release, wrong-manifest, lost-answer");
    expect(status).toBe(1);
  });
});
