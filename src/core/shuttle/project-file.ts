import {
  type ConfigProblem,
  type ConfigReading,
  type ParsedConfig,
  readConfig,
} from "./config-problem.ts";
import { readScripts, type Scripts } from "./script.ts";
import { ANY, GoMap, type Value } from "../gotemplate/value.ts";
import { type Node } from "../yaml/node.ts";
import type { ShapeReader } from "../yaml/shape-reader.ts";

export const PROJECT_FILE = "shuttle.yaml";

/** `shuttle.yaml`, which makes a folder a project. */
export type ProjectFile = {
  /** The plan reference as written; `""` for a project without plan. */
  readonly plan: string;
  /** The same before it is read as a reference: `false` for a project without plan. */
  readonly planValue: Value;
  /** Keys of the first level are texts, deeper ones have any type. A nil map if there are none. */
  readonly vars: GoMap;
  readonly scripts: Scripts;
};

const HINT = `Make sure your '${PROJECT_FILE}' is valid.`;

/** What the original says when no folder upwards has the file, or it can't be read; nominal exit code 2. */
export function projectFileUnread(reason = `${PROJECT_FILE} file not found`): string {
  return (
    `Failed to load shuttle configuration: ${reason}\n\n` +
    `Make sure you are in a project using shuttle and that a '${PROJECT_FILE}' file is available.`
  );
}

/** All mistakes at once; unknown and repeated keys are mistakes. `file` is the path to name in them. */
export function parseProjectFile(text: string, file = PROJECT_FILE): ParsedConfig<ProjectFile> {
  const reading = readConfig(file, text, readProject);
  const planProblem = reading.value === undefined ? undefined : checkPlan(file, reading.value);
  const problems = [...reading.problems, ...(planProblem === undefined ? [] : [planProblem])];
  if (reading.value === undefined || problems.length > 0) {
    return { kind: "invalid", problems, message: messageFor(reading, planProblem), exitCode: 2 };
  }
  const { plan, vars, scripts } = reading.value;
  const reference = typeof plan?.value === "string" ? plan.value : "";
  return {
    kind: "valid",
    value: { plan: reference, planValue: plan?.value ?? null, vars, scripts },
  };
}

type Reading = {
  readonly plan: { readonly value: Value; readonly line: number } | undefined;
  readonly vars: GoMap;
  readonly scripts: Scripts;
};

function readProject(reader: ShapeReader, node: Node): Reading {
  let plan: Reading["plan"];
  let vars = new GoMap("string", ANY, true);
  let scripts: Scripts = new Map();
  reader.readStruct(node, [], "config.ShuttleConfig", {
    plan: (value, at) => (plan = { value: reader.readAny(value, at), line: value.mark.line + 1 }),
    vars: (value, at) => (vars = reader.readStringMap(value, at, vars)),
    scripts: (value, at) => (scripts = readScripts(reader, value, at, scripts)),
  });
  return { plan, vars, scripts };
}

function checkPlan(file: string, { plan }: Reading): ConfigProblem | undefined {
  const expected = "a plan reference, or false for no plan";
  if (plan === undefined || plan.value === null) {
    return { file, path: "plan", message: "missing", expected };
  }
  if (plan.value === false || typeof plan.value === "string") return undefined;
  const message = `received ${describe(plan.value)}`;
  return { file, path: "plan", message, expected, line: plan.line };
}

function describe(value: Value): string {
  if (value === true) return "true";
  if (value instanceof GoMap) return "a map";
  return typeof value === "object" && value !== null && "items" in value ? "a list" : "a number";
}

function messageFor(
  { yamlError }: ConfigReading<Reading>,
  planProblem: ConfigProblem | undefined,
): string {
  const head = "Failed to parse shuttle configuration:";
  if (yamlError !== undefined) return `${head} ${yamlError}\n\n${HINT}`;
  if (planProblem?.line === undefined) {
    // The original prints an error that it does not have; what is wrong is in the problem.
    return `${head} %!s(<nil>)\n\nFailed to find a \`plan\`. ${HINT}`;
  }
  const { expected = "", message, line } = planProblem;
  return `${head} line ${line}: plan: expected ${expected}, ${message}\n\n${HINT}`;
}
