import { describe, expect, it } from "@jest/globals";

import { mergeScripts } from "../../../src/core/shuttle/merge-scripts.ts";
import { parsePlanFile, planFileNotFound } from "../../../src/core/shuttle/plan-file.ts";
import { parseProjectFile } from "../../../src/core/shuttle/project-file.ts";

describe("parsePlanFile", () => {
  it("gives documentation and scripts, and accepts variables", () => {
    const parsed = parsePlanFile(
      "documentation: https://docs.acme.test/plan\nvars: {a: 1}\nscripts: {build: {actions: [{shell: make}]}}",
    );

    expect(parsed).toMatchObject({
      kind: "valid",
      value: { documentation: "https://docs.acme.test/plan" },
    });
    expect(parsed.kind === "valid" && [...parsed.value.scripts.keys()]).toEqual(["build"]);
  });

  it("needs no key at all", () => {
    expect(parsePlanFile("{}").kind).toBe("valid");
  });

  it.each([
    [
      "nothing: a",
      "yaml: unmarshal errors:\n  line 1: field nothing not found in type config.ShuttlePlanConfiguration",
    ],
    ["", "EOF"],
    [
      "plan: .",
      "yaml: unmarshal errors:\n  line 1: field plan not found in type config.ShuttlePlanConfiguration",
    ],
    [
      "scripts: {a: {args: [{nme: b}]}}",
      "yaml: unmarshal errors:\n  line 1: field nme not found in type config.ShuttleScriptArgs",
    ],
    [
      "scripts: {a: {actions: [{run: b}]}}",
      "yaml: unmarshal errors:\n  line 1: field run not found in type config.ShuttleAction",
    ],
  ])("refuses %j and points to the maintainers", (text, reason) => {
    const parsed = parsePlanFile(text, "/work/.shuttle/plan/plan.yaml");

    expect(parsed).toMatchObject({
      kind: "invalid",
      exitCode: 1,
      message:
        `Failed to load plan configuration from '/work/.shuttle/plan/plan.yaml': ${reason}\n\n` +
        "This is likely an issue with the referenced plan. Please, contact the plan maintainers.",
    });
  });

  it("suggests the key that was meant", () => {
    const parsed = parsePlanFile("documentatoin: a");

    expect(parsed).toMatchObject({ problems: [{ suggestion: "documentation", line: 1 }] });
  });

  it("knows the text for a missing file", () => {
    expect(planFileNotFound("/a/plan.yaml")).toBe(
      "Failed to open plan configuration: open /a/plan.yaml: no such file or directory\n\n" +
        "Make sure you are in a project using shuttle and that a 'shuttle.yaml' file is available.",
    );
  });
});

describe("mergeScripts", () => {
  it("replaces a script of the plan by the project's as a whole, and sorts by name", () => {
    const plan = parsePlanFile(
      "scripts: {test: {description: p, args: [{name: a}]}, build: {description: p}}",
    );
    const project = parseProjectFile("plan: .\nscripts: {test: {description: own}, all: {}}");
    if (plan.kind === "invalid" || project.kind === "invalid") throw new Error("invalid");

    const merged = mergeScripts(plan.value.scripts, project.value.scripts);

    expect([...merged.values()]).toEqual([
      expect.objectContaining({ name: "all", origin: "project" }),
      expect.objectContaining({ name: "build", origin: "plan" }),
      {
        name: "test",
        origin: "project",
        script: { description: "own", actions: [], arguments: [] },
      },
    ]);
  });
});
