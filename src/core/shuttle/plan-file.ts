import { type ParsedConfig, readConfig } from "./config-problem.ts";
import { readScripts, type Scripts } from "./script.ts";
import { ANY, GoMap } from "../gotemplate/value.ts";
import type { Node } from "../yaml/node.ts";
import type { ShapeReader } from "../yaml/shape-reader.ts";

export const PLAN_FILE = "plan.yaml";

/** `plan.yaml`, at the root of a plan. */
export type PlanFile = {
  /** A URL or a plan reference; `""` if there is none. */
  readonly documentation: string;
  readonly scripts: Scripts;
  /** Accepted and never used: only the variables of the project count. */
  readonly vars: GoMap;
};

const MAINTAINERS =
  "This is likely an issue with the referenced plan. Please, contact the plan maintainers.";

/** All mistakes at once; unknown and repeated keys are mistakes. `file` is the path to name in them. */
export function parsePlanFile(text: string, file = PLAN_FILE): ParsedConfig<PlanFile> {
  const { value, problems, yamlError } = readConfig(file, text, readPlan);
  if (value !== undefined && yamlError === undefined) return { kind: "valid", value };
  const message =
    `Failed to load plan configuration from '${file}': ${yamlError ?? ""}\n\n` + MAINTAINERS;
  return { kind: "invalid", problems, message, exitCode: 1 };
}

/** What the original says when a plan's folder has no plan file; nominal exit code 2. */
export function planFileNotFound(file: string): string {
  return (
    `Failed to open plan configuration: open ${file}: no such file or directory\n\n` +
    "Make sure you are in a project using shuttle and that a 'shuttle.yaml' file is available."
  );
}

function readPlan(reader: ShapeReader, node: Node): PlanFile {
  let documentation = "";
  let scripts: Scripts = new Map();
  let vars = new GoMap("string", ANY, true);
  reader.readStruct(node, [], "config.ShuttlePlanConfiguration", {
    documentation: (value, at) => (documentation = reader.readString(value, at)),
    scripts: (value, at) => (scripts = readScripts(reader, value, at, scripts)),
    vars: (value, at) => (vars = reader.readStringMap(value, at, vars)),
  });
  return { documentation, scripts, vars };
}
