import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import * as v from "valibot";

import { CHANGED_INPUTS, CHANGED_OUTPUTS, INPUTS, OUTPUTS } from "../../action/io.ts";
import { BUILD_REASONS } from "../../src/core/artifact/build-decision.ts";
import { FINDING_FILES } from "../../src/core/artifact/stage-findings.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const text = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const stepSchema = v.object({
  uses: v.string(),
  with: v.optional(v.record(v.string(), v.unknown())),
});

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
  const below = (title: string): string => {
    const [, rest = ""] = documentation.split(`\n${title}\n`);
    return rest.split(/\n##/)[0] ?? "";
  };
  /** The names in the first column of the table below a title. */
  const tableBelow = (title: string): readonly string[] =>
    [...below(title).matchAll(/^\| `([^`]+)` /gm)].map(([, name = ""]) => name);
  const rowOf = (title: string, name: string): string =>
    below(title)
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\` `)) ?? "";
  const escaped = (literal: string): string => literal.replaceAll(".", "\\.");

  it.each([
    ["## Inputs", INPUTS],
    ["## Outputs", OUTPUTS],
    ["### Inputs of changed", CHANGED_INPUTS],
    ["### Outputs of changed", CHANGED_OUTPUTS],
  ])("has in the table %s what there is, in the same order", (title, names) => {
    expect(tableBelow(title)).toEqual([...names]);
  });

  it.each([
    ["## Inputs", action],
    ["### Inputs of changed", changed],
  ])("has in the table %s the defaults that are fixed", (title, { inputs }) => {
    const fixed = Object.entries(inputs).filter(([, input]) => /^[^$]/.test(input.default));

    expect(fixed.length).toBeGreaterThan(0);
    for (const [name, input] of fixed) {
      expect(rowOf(title, name)).toMatch(new RegExp(`\\| \`${escaped(input.default)}\` +\\|$`));
    }
  });

  it.each(Object.entries(BUILD_REASONS))("explains the reasons of %s", (decision, reasons) => {
    const codes = [...rowOf("## Reasons", decision).matchAll(/`([a-z-]+)`/g)];

    expect(codes.map(([, code]) => code)).toEqual([decision, ...reasons]);
  });

  it("has the permissions that each part needs", () => {
    const [, attestation = ""] = documentation.split("\n## Attestation\n");
    const [, first = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(documentation) ?? [];
    const [, block = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(attestation) ?? [];

    expect(load(first)).toMatchObject({ permissions: { contents: "read", actions: "read" } });
    expect(load(block)).toEqual({
      permissions: {
        contents: "read",
        actions: "read",
        "id-token": "write",
        attestations: "write",
      },
    });
  });

  it.each(Object.values(FINDING_FILES))("explains the file %s", (name) => {
    expect(documentation).toContain(`$tmp/${name}`);
  });
});

describe.each([
  ["docs/action.md", "acme/shuttle-action"],
  ["README.md", "org/shuttle-action"],
])("the examples of %s", (file, name) => {
  const blocks = [...text(file).matchAll(/^```yaml\n([\s\S]*?)^```/gm)];
  const uses = blocks.flatMap(([, block = ""]) => usesIn(load(block)));

  it("use the Action", () => {
    expect(uses.map((step) => step.uses)).toContain(`${name}@v1`);
  });

  it("are YAML, and use inputs that there are", () => {
    const known = new Map<string, readonly string[]>([
      [`${name}@v1`, INPUTS],
      [`${name}/changed@v1`, CHANGED_INPUTS],
    ]);
    const unknown = uses.flatMap(({ uses: action, with: given = {} }) =>
      Object.keys(given).filter((input) => known.get(action)?.includes(input) === false),
    );

    expect(unknown).toEqual([]);
  });
});

describe("pinned actions", () => {
  const files = [
    "action.yml",
    "docs/action.md",
    ...readdirSync(join(ROOT, ".github/workflows")).map((name) => `.github/workflows/${name}`),
    ...["shop", "billing"].map((name) => `examples/${name}/.github/workflows/ci.yml`),
  ];
  const pins = files.flatMap((file) =>
    [...text(file).matchAll(/uses: ([\w./-]+@[0-9a-f]{40})(.*)$/gm)].map(
      ([, pin = "", comment = ""]) => ({ file, pin, comment }),
    ),
  );

  it("have their version beside them", () => {
    expect(pins.length).toBeGreaterThan(5);
    for (const { comment } of pins) expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
  });

  it("are the same wherever they are used", () => {
    const versions = new Set(pins.map(({ pin, comment }) => `${pin}${comment}`));
    const actions = [...versions].map((version) => version.split("@")[0]);

    expect(actions).toEqual([...new Set(actions)]);
  });
});

/** Every step with `uses`, wherever it is. */
function usesIn(value: unknown): readonly v.InferOutput<typeof stepSchema>[] {
  if (typeof value !== "object" || value === null) return [];
  const step = v.safeParse(stepSchema, value);
  return [...(step.success ? [step.output] : []), ...Object.values(value).flatMap(usesIn)];
}
