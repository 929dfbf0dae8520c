import { toBytes } from "../gotemplate/functions/byte-string.ts";
import type { AvailableScript } from "./merge-scripts.ts";
import type { Script, ScriptArgument } from "./script.ts";
import { GoMap, Slice, Struct, type Value } from "../gotemplate/value.ts";

/** What a template of a project sees: `.Vars`, `.Args`, `.PlanPath` and `.ProjectPath`. */
export function templateData(context: {
  readonly vars: GoMap;
  readonly arguments: ReadonlyMap<string, string>;
  /** `""` for a project without plan. */
  readonly planPath: string;
  readonly projectPath: string;
}): Struct {
  return new Struct({
    name: "cmd.context",
    fields: [
      ["Vars", context.vars],
      ["Args", GoMap.of(context.arguments, "string")],
      ["PlanPath", context.planPath],
      ["ProjectPath", context.projectPath],
    ],
  });
}

/** What `plan --template` sees. */
export function planData(context: {
  /** As written, `""` for none. */
  readonly plan: string;
  /** The same before it is read as a reference: `false` for none. */
  readonly planValue: Value;
  readonly planPath: string;
  readonly projectPath: string;
  readonly temporaryPath: string;
}): Struct {
  return new Struct({
    name: "cmd.templData",
    fields: [
      ["LocalPlanPath", context.planPath],
      ["Plan", context.plan],
      ["PlanRaw", context.planValue],
      ["ProjectPath", context.projectPath],
      ["TempDirectoryPath", context.temporaryPath],
    ],
    anyFields: ["PlanRaw"],
  });
}

/** What `ls --template` sees: `.Scripts` by name, and the width of the column of names as `.Max`. */
export function scriptListData(scripts: ReadonlyMap<string, AvailableScript>): Struct {
  const entries = [...scripts.values()].map(({ name, script }) => [name, toValue(script)] as const);
  return new Struct({
    name: "cmd.templData",
    fields: [
      ["Scripts", GoMap.of(entries, "config.ShuttlePlanScript")],
      ["Max", nameWidth(scripts)],
    ],
  });
}

/** At least 12, so that short lists line up too. Like the original it counts the longest name in bytes. */
export function nameWidth(scripts: ReadonlyMap<string, unknown>): number {
  return Math.max(10, ...[...scripts.keys()].map((name) => toBytes(name).length)) + 2;
}

function toValue(script: Script): Struct {
  const actions = script.actions.map(
    ({ shell, dockerfile, task }) =>
      new Struct({
        name: "config.ShuttleAction",
        fields: [
          ["Shell", shell],
          ["Dockerfile", dockerfile],
          ["Task", task],
        ],
      }),
  );
  return new Struct({
    name: "config.ShuttlePlanScript",
    fields: [
      ["Description", script.description],
      ["Actions", new Slice(actions, "config.ShuttleAction")],
      ["Args", new Slice(script.arguments.map(argumentValue), "config.ShuttleScriptArgs")],
    ],
  });
}

/** It prints itself as a line of a help text. */
function argumentValue({ name, required, description, type }: ScriptArgument): Struct {
  const text = (): string =>
    `${name}${required ? " (required)" : ""}${description === "" ? "" : `  ${description}`}`;
  return new Struct({
    name: "config.ShuttleScriptArgs",
    fields: [
      ["Name", name],
      ["Required", required],
      ["Description", description],
      ["Type", type],
    ],
    methods: [["String", { params: [], result: "string", call: text }]],
    text,
  });
}
