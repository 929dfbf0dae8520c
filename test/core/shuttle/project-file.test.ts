import { describe, expect, it } from "@jest/globals";

import { GoMap } from "../../../src/core/gotemplate/value.ts";
import { formatConfigProblem } from "../../../src/core/shuttle/config-problem.ts";
import {
  parseProjectFile,
  projectFileUnread,
  type ProjectFile,
} from "../../../src/core/shuttle/project-file.ts";

function projectOf(text: string): ProjectFile {
  const parsed = parseProjectFile(text);
  if (parsed.kind === "invalid") throw new Error(parsed.message);
  return parsed.value;
}

function mistakesIn(text: string): { message: string; problems: readonly string[]; code: number } {
  const parsed = parseProjectFile(text, "shop/shuttle.yaml");
  if (parsed.kind === "valid") throw new Error("expected an invalid file");
  const { message, problems, exitCode } = parsed;
  return { message, problems: problems.map(formatConfigProblem), code: exitCode };
}

const HINT = "Make sure your 'shuttle.yaml' is valid.";

describe("parseProjectFile", () => {
  describe("when the file is valid", () => {
    it("gives plan, variables and scripts", () => {
      const project = projectOf(
        [
          "plan: ../plan",
          "vars:",
          "  service: shop",
          "  1: {2: three}",
          "scripts:",
          "  greet:",
          "    description: Say hello",
          "    args:",
          "      - {name: who, required: true, description: Whom to greet}",
          "      - {name: loud, type: bool}",
          "    actions:",
          "      - shell: echo hello $who",
          "      - task: notify",
        ].join("\n"),
      );

      expect(project.plan).toBe("../plan");
      expect(project.vars.get("service")).toBe("shop");
      expect(project.vars.get("1")).toEqual(new GoMap("interface {}").set(2, "three"));
      expect(project.scripts.get("greet")).toEqual({
        description: "Say hello",
        arguments: [
          { name: "who", required: true, description: "Whom to greet", type: "" },
          { name: "loud", required: false, description: "", type: "bool" },
        ],
        actions: [
          { shell: "echo hello $who", task: "", dockerfile: "" },
          { shell: "", task: "notify", dockerfile: "" },
        ],
      });
    });

    it.each([
      ["plan: .", ".", "."],
      ["plan: git://git@github.com:acme/plan.git#main", "git://git@github.com:acme/plan.git#main"],
      ["plan: 'false'", "false", "false"],
      ["plan: ''", "", ""],
      ["plan: false", "", false],
      ["plan: FALSE", "", false],
      ["plan: no", "", false],
      ["plan: Off", "", false],
    ])("reads %j", (text, plan, planValue: string | boolean = plan) => {
      expect(projectOf(text)).toMatchObject({ plan, planValue });
    });

    it("has a nil map of variables if there are none", () => {
      expect(projectOf("plan: .").vars.isNil).toBe(true);
      expect(projectOf("plan: .\nvars: ~").vars.isNil).toBe(true);
      expect(projectOf("plan: .\nvars: {}").vars.isNil).toBe(false);
    });

    it("takes empty scripts, lists and fields for nothing", () => {
      const text = "plan: .\nscripts:\n  a:\n  b: {args: ~, actions: [], description: ~}\n";

      expect([...projectOf(text).scripts.values()]).toEqual([
        { description: "", actions: [], arguments: [] },
        { description: "", actions: [], arguments: [] },
      ]);
    });

    it("makes texts of other scalars where a text is expected", () => {
      const text = "plan: .\nscripts: {1: {description: 1.50, actions: [{shell: yes}]}}";

      expect(projectOf(text).scripts.get("1")).toMatchObject({
        description: "1.50",
        actions: [{ shell: "yes" }],
      });
    });

    it("follows anchors and merges", () => {
      const text = [
        "plan: &p .",
        "vars:",
        "  base: &base {a: 1}",
        "  more: {<<: *base, b: *p}",
        "scripts:",
        "  one: &one {description: first}",
        "  two: {<<: *one, actions: [{shell: ls}]}",
      ].join("\n");

      const project = projectOf(text);

      expect(project.vars.get("more")).toEqual(new GoMap("interface {}").set("a", 1).set("b", "."));
      expect(project.scripts.get("two")?.description).toBe("first");
    });

    it("keeps a script named like something in JavaScript", () => {
      const { scripts } = projectOf("plan: .\nscripts: {__proto__: {}, constructor: {}}");

      expect([...scripts.keys()]).toEqual(["__proto__", "constructor"]);
    });

    it("reads the first document only", () => {
      expect(projectOf("plan: a\n---\nplan: b\nnothing: 1").plan).toBe("a");
    });
  });

  describe("when the file has mistakes", () => {
    it("reports all of them with file, line, expectation and the nearest key", () => {
      const text = [
        "plan: .",
        "scirpts: {}",
        "vars: [1]",
        "scripts:",
        "  build:",
        "    description: [a]",
        "    actions: {shell: ls}",
        "    arg: []",
        "  test:",
        "    args:",
        "      - {name: a, required: maybe, default: x}",
        "  build: {}",
      ].join("\n");

      const { message, problems, code } = mistakesIn(text);

      expect(problems).toEqual([
        "shop/shuttle.yaml:2: scirpts: field scirpts not found in type config.ShuttleConfig, expected one of plan, vars, scripts (did you mean 'scripts'?)",
        "shop/shuttle.yaml:3: vars: cannot unmarshal !!seq into map[string]interface {}, expected a map",
        "shop/shuttle.yaml:6: scripts.build.description: cannot unmarshal !!seq into string, expected a text",
        "shop/shuttle.yaml:7: scripts.build.actions: cannot unmarshal !!map into []config.ShuttleAction, expected a list",
        "shop/shuttle.yaml:8: scripts.build.arg: field arg not found in type config.ShuttlePlanScript, expected one of description, actions, args (did you mean 'args'?)",
        "shop/shuttle.yaml:11: scripts.test.args[0].required: cannot unmarshal !!str `maybe` into bool, expected true or false",
        "shop/shuttle.yaml:11: scripts.test.args[0].default: field default not found in type config.ShuttleScriptArgs, expected one of name, required, description, type",
        'shop/shuttle.yaml:12: scripts.build: key "build" already set in map, expected each key once',
      ]);
      expect(code).toBe(2);
      expect(message).toContain(
        "Failed to parse shuttle configuration: yaml: unmarshal errors:\n  line 2: field scirpts",
      );
      expect(message).toContain('\n  line 12: key "build" already set in map\n\n' + HINT);
    });

    it.each([
      ["nothing: a", "  line 1: field nothing not found in type config.ShuttleConfig"],
      ["plan: a\nplan: b", "  line 2: field plan already set in type config.ShuttleConfig"],
      ["plan: a\nvars: {a: 1, a: 2}", '  line 2: key "a" already set in map'],
      ["- plan", "  line 1: cannot unmarshal !!seq into config.ShuttleConfig"],
      ["plan: a\nPlan: b", "  line 2: field Plan not found in type config.ShuttleConfig"],
    ])("says of %j what the original says", (text, line) => {
      expect(mistakesIn(text).message).toBe(
        `Failed to parse shuttle configuration: yaml: unmarshal errors:\n${line}\n\n${HINT}`,
      );
    });

    it.each(["", "# nothing yet\n"])("calls %j an empty file", (text) => {
      const { message, problems } = mistakesIn(text);

      expect(message).toBe(`Failed to parse shuttle configuration: EOF\n\n${HINT}`);
      expect(problems).toEqual(["shop/shuttle.yaml: the file has no content"]);
    });

    it("names the line of what is no YAML", () => {
      const { message, problems } = mistakesIn("plan: .\nvars: a: b\n");

      expect(message).toBe(
        `Failed to parse shuttle configuration: yaml: line 2: mapping values are not allowed in this context\n\n${HINT}`,
      );
      expect(problems).toEqual([
        "shop/shuttle.yaml:2: mapping values are not allowed in this context",
      ]);
    });

    it.each(["vars: {}", "plan:", "plan: ~"])("misses the plan in %j", (text) => {
      const { message, problems } = mistakesIn(text);

      expect(message).toMatch(
        /^Failed to parse shuttle configuration: .*\n\nFailed to find a `plan`\. Make/,
      );
      expect(problems).toEqual([
        "shop/shuttle.yaml: plan: missing, expected a plan reference, or false for no plan",
      ]);
    });

    it.each([
      ["plan: true", "true"],
      ["plan: 12", "a number"],
      ["plan: 1.5", "a number"],
      ["plan: {a: b}", "a map"],
      ["plan: [a]", "a list"],
    ])("refuses %j, on which the original crashes", (text, received) => {
      const { problems } = mistakesIn(`vars: {}\n${text}`);

      expect(problems).toEqual([
        `shop/shuttle.yaml:2: plan: received ${received}, expected a plan reference, or false for no plan`,
      ]);
    });

    it("refuses aliases that unfold without end", () => {
      const items = Array(2000).fill("~").join(", ");
      const scripts = Array.from({ length: 2000 }, (_, index) => `  s${index}: {actions: *a}`);
      const text = `plan: .\nscripts:\n  s: {actions: &a [${items}]}\n${scripts.join("\n")}`;

      expect(mistakesIn(text).message).toContain("document contains excessive aliasing");
    });
  });

  it("knows the text for a missing file", () => {
    expect(projectFileUnread()).toBe(
      "Failed to load shuttle configuration: shuttle.yaml file not found\n\n" +
        "Make sure you are in a project using shuttle and that a 'shuttle.yaml' file is available.",
    );
  });
});
