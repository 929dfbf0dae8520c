import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import * as v from "valibot";

import { CHANGED_INPUTS, CHANGED_OUTPUTS, INPUTS, OUTPUTS } from "../../action/io.ts";
import { BUILD_REASONS } from "../../src/core/artifact/build-decision.ts";
import { FINDING_FILES } from "../../src/core/artifact/stage-findings.ts";

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
const changed = v.parse(actionSchema, load(text("changed/action.yml")));

describe.each([
  { file: "action.yml", definition: action, step: "build", inputs: INPUTS, outputs: OUTPUTS },
  {
    file: "changed/action.yml",
    definition: changed,
    step: "changed",
    inputs: CHANGED_INPUTS,
    outputs: CHANGED_OUTPUTS,
  },
])("$file", ({ definition, step, inputs, outputs }) => {
  it("has the inputs that the code reads, in its order", () => {
    expect(Object.keys(definition.inputs)).toEqual([...inputs]);
  });

  it("passes every input to the code, as the runner names it", () => {
    const [first] = definition.runs.steps;

    expect(first?.id).toBe(step);
    expect(first?.env).toEqual(
      Object.fromEntries(
        inputs.map((name) => [`INPUT_${name.toUpperCase()}`, `\${{ inputs.${name} }}`]),
      ),
    );
  });

  it("has the outputs that the code sets, with their values", () => {
    const values = Object.entries(definition.outputs).map(([name, { value }]) => [name, value]);

    expect(Object.fromEntries(values)).toEqual(
      Object.fromEntries(outputs.map((name) => [name, `\${{ steps.${step}.outputs.${name} }}`])),
    );
  });

  it("puts no input into a shell's text, where it could be a command", () => {
    for (const { run } of definition.runs.steps) expect(run ?? "").not.toContain("${{");
  });
});

describe("action.yml", () => {
  it("pins every action that it uses, with the version beside it", () => {
    const used = action.runs.steps.flatMap(({ uses }) => uses ?? []);

    expect(used.length).toBeGreaterThan(0);
    for (const name of used) {
      expect(name).toMatch(/@[0-9a-f]{40}$/);
      expect(text("action.yml")).toMatch(new RegExp(`${name} # v\\d+\\.\\d+\\.\\d+\n`));
    }
  });

  it("uploads only what is to be published", () => {
    for (const step of action.runs.steps.filter(({ uses }) => uses !== undefined)) {
      expect(step.if).toContain("steps.build.outputs.decision == 'publish'");
    }
  });
});

describe("its attestation", () => {
  const attest = action.runs.steps.find(({ uses }) => uses?.startsWith("actions/attest@") === true);

  it("is made only if it is asked for", () => {
    expect(attest?.if).toContain("inputs.attest == 'true'");
  });

  it("is bound to the artifact's digest", () => {
    expect(attest?.with).toEqual({
      "subject-name": "${{ steps.build.outputs.artifact-name }}",
      "subject-digest": "sha256:${{ steps.build.outputs.digest }}",
    });
  });
});

describe("docs/action.md", () => {
  const documentation = text("docs/action.md");
  /** The names in the first column of the table below a title. */
  const tableBelow = (title: string): readonly string[] => {
    const [, rest = ""] = documentation.split(`\n${title}\n`);
    const [part = ""] = rest.split(/\n##/);
    return [...part.matchAll(/^\| `([^`]+)` /gm)].map(([, name = ""]) => name);
  };

  it.each([
    ["## Inputs", INPUTS],
    ["## Outputs", OUTPUTS],
    ["### Inputs of changed", CHANGED_INPUTS],
    ["### Outputs of changed", CHANGED_OUTPUTS],
  ])("has in the table %s what there is, in the same order", (title, names) => {
    expect(tableBelow(title)).toEqual([...names]);
  });

  it.each(Object.entries(BUILD_REASONS))("explains the reasons of %s", (decision, reasons) => {
    const [, reasonsPart = ""] = documentation.split("\n## Reasons\n");
    const row = reasonsPart.split("\n").find((line) => line.startsWith(`| \`${decision}\` `));
    const codes = [...(row ?? "").matchAll(/`([a-z-]+)`/g)].map(([, code]) => code);

    expect(codes).toEqual(expect.arrayContaining([...reasons]));
  });

  it.each(Object.values(FINDING_FILES))("explains the file %s", (name) => {
    expect(documentation).toContain(`$tmp/${name}`);
  });

  it("has examples that are YAML and use inputs that there are", () => {
    const blocks = [...documentation.matchAll(/^```yaml\n([\s\S]*?)^```/gm)];
    const uses = blocks.flatMap(([, block = ""]) => usesIn(load(block)));

    expect(blocks.length).toBeGreaterThan(1);
    expect(uses.filter(({ uses: name }) => name === "acme/shuttle-action@v1")).not.toEqual([]);
    const known = new Map<string, readonly string[]>([
      ["acme/shuttle-action@v1", INPUTS],
      ["acme/shuttle-action/changed@v1", CHANGED_INPUTS],
    ]);
    const unknown = uses.flatMap(({ uses: name, with: given = {} }) => {
      const inputs = known.get(name);
      return Object.keys(given).filter((input) => inputs?.includes(input) === false);
    });
    expect(unknown).toEqual([]);
  });
});

const stepSchema = v.object({
  uses: v.string(),
  with: v.optional(v.record(v.string(), v.unknown())),
});

/** Every step with `uses`, wherever it is. */
function usesIn(value: unknown): readonly v.InferOutput<typeof stepSchema>[] {
  if (typeof value !== "object" || value === null) return [];
  const step = v.safeParse(stepSchema, value);
  return [...(step.success ? [step.output] : []), ...Object.values(value).flatMap(usesIn)];
}
