import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import * as v from "valibot";

import { INPUTS, OUTPUTS } from "../../action/io.ts";
import { BUILD_REASONS } from "../../src/core/artifact/build-decision.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const text = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const described = v.object({ description: v.pipe(v.string(), v.minLength(1)) });
const actionSchema = v.object({
  inputs: v.record(v.string(), v.object({ ...described.entries, default: v.string() })),
  outputs: v.record(v.string(), v.object({ ...described.entries, value: v.string() })),
  runs: v.object({
    using: v.literal("composite"),
    steps: v.array(
      v.object({
        id: v.optional(v.string()),
        if: v.optional(v.string()),
        uses: v.optional(v.string()),
        run: v.optional(v.string()),
        shell: v.optional(v.string()),
        env: v.optional(v.record(v.string(), v.string())),
        with: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
  }),
});
const action = v.parse(actionSchema, load(text("action.yml")));

describe("action.yml", () => {
  it("has the inputs that the code reads, and attest for itself", () => {
    expect(Object.keys(action.inputs).sort()).toEqual([...INPUTS, "attest"].sort());
  });

  it("passes every input to the code, as the runner names it", () => {
    const [build] = action.runs.steps;

    expect(build?.env).toEqual(
      Object.fromEntries(
        INPUTS.map((name) => [`INPUT_${name.toUpperCase()}`, `\${{ inputs.${name} }}`]),
      ),
    );
  });

  it("has the outputs that the code sets, with their values", () => {
    const values = Object.entries(action.outputs).map(([name, { value }]) => [name, value]);

    expect(Object.fromEntries(values)).toEqual(
      Object.fromEntries(OUTPUTS.map((name) => [name, `\${{ steps.build.outputs.${name} }}`])),
    );
  });

  it("pins every action that it uses, with the version beside it", () => {
    const used = action.runs.steps.flatMap(({ uses }) => uses ?? []);

    expect(used.length).toBeGreaterThan(0);
    for (const name of used) {
      expect(name).toMatch(/@[0-9a-f]{40}$/);
      expect(text("action.yml")).toMatch(new RegExp(`${name} # v\\d+\\.\\d+\\.\\d+\n`));
    }
  });

  it("puts no input into a shell's text, where it could be a command", () => {
    for (const { run } of action.runs.steps) expect(run ?? "").not.toContain("${{");
  });

  it("uploads only what is to be published", () => {
    for (const step of action.runs.steps.filter(({ uses }) => uses !== undefined)) {
      expect(step.if).toContain("steps.build.outputs.decision == 'publish'");
    }
  });
});

describe("docs/action.md", () => {
  const documentation = text("docs/action.md");

  it.each([...INPUTS, "attest", ...OUTPUTS])("explains %s", (name) => {
    expect(documentation).toContain(`\`${name}\``);
  });

  it.each(Object.values(BUILD_REASONS).flat())("explains the reason %s", (reason) => {
    expect(documentation).toContain(`\`${reason}\``);
  });
});
