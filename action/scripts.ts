import { type BuildRefusal, refuseBuild } from "../src/core/artifact/build-decision.ts";
import type { Stage } from "../src/core/artifact/spec.ts";
import type { AvailableScript } from "../src/core/shuttle/merge-scripts.ts";
import { PLAN_FILE } from "../src/core/shuttle/plan-file.ts";
import { PROJECT_FILE } from "../src/core/shuttle/project-file.ts";
import { joinPath } from "../src/core/shuttle/resolve-plan.ts";
import { missingArguments } from "../src/core/shuttle/script-arguments.ts";
import { scriptLine } from "../src/core/shuttle/script-line.ts";
import type { LoadedProject } from "../src/flows/shuttle/load-project.ts";
import type { ScriptFailure } from "../src/flows/shuttle/run-script.ts";
import type { ActionInputs } from "./io.ts";
import { planLine } from "./places.ts";
import type { ActionPorts } from "./ports.ts";
import type { Build } from "./prepare.ts";

const BY_DEFAULT = ["build", "test"];

/** A script of this name makes the manifests; without it they are rendered from templates. */
export const GENERATOR = "generate_config";

/** The scripts to run, in order; refused if one doesn't exist or lacks a required argument. */
export function selectScripts(
  inputs: ActionInputs,
  { scripts }: LoadedProject,
): { readonly kind: "selected"; readonly list: readonly AvailableScript[] } | BuildRefusal {
  const names = inputs.run ?? BY_DEFAULT.filter((name) => scripts.has(name));
  const unknown = names.filter((name) => !scripts.has(name));
  if (unknown.length > 0) {
    const known = scripts.size === 0 ? "none" : [...scripts.keys()].join(", ");
    const message = `there is no script '${unknown.join("', '")}': the project and its plan have ${known}`;
    return refuseBuild("script-unknown", message);
  }
  const list = names.flatMap((name) => scripts.get(name) ?? []);
  return refuseLacking(list, inputs.arguments) ?? { kind: "selected", list };
}

/** Undefined: every required argument of the scripts is there. */
export function refuseLacking(
  scripts: readonly AvailableScript[],
  given: ReadonlyMap<string, string>,
): BuildRefusal | undefined {
  const lacking = scripts.flatMap(({ name, script }) =>
    missingArguments(given, script.arguments).map(
      (argument) => `'${argument.name}' of the script '${name}'`,
    ),
  );
  if (lacking.length === 0) return undefined;
  return refuseBuild("argument-missing", `the input 'arguments' lacks ${lacking.join(", ")}`);
}

export type StagesRun = {
  readonly stages: readonly Stage[];
  /** Of the script that failed: none ran after it. */
  readonly failure: BuildRefusal | undefined;
};

/** Runs the scripts one after another; each is a stage with its result and duration. */
export async function runStages(build: Build, ports: ActionPorts): Promise<StagesRun> {
  const stages: Stage[] = [];
  for (const script of build.scripts) {
    const startedAt = ports.now().getTime();
    const values = callValues(script, build.arguments);
    const result = await ports.log.group(`shuttle run ${script.name}`, () =>
      ports.runScript(build.project, { script, arguments: values }),
    );
    const durationMs = Math.max(0, ports.now().getTime() - startedAt);
    const isDone = result.kind === "done";
    const outcome = isDone ? "success" : "failure";
    stages.push({ id: script.name, name: titleOf(script.name), result: outcome, durationMs });
    if (!isDone) return { stages, failure: scriptFailure(script, result, build.project, ports) };
  }
  return { stages, failure: undefined };
}

/** Every declared argument has a value, and what isn't declared is passed on as well. */
export function callValues(
  { script }: AvailableScript,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...script.arguments.map(({ name }) => [name, ""] as const), ...given]);
}

/** A failure with its place: the line of the script in the file that a person can change. */
export function scriptFailure(
  script: AvailableScript,
  failure: ScriptFailure,
  project: LoadedProject,
  ports: ActionPorts,
): BuildRefusal {
  const { message, code } = failure;
  const place = { ...definingPlace(script, project, ports), message };
  return refuseBuild(code === "cancelled" ? "cancelled" : "script-failed", message, [place]);
}

/** The line of a script in the file that a person can change. */
export function definingPlace(
  { name, origin }: AvailableScript,
  project: LoadedProject,
  { files }: ActionPorts,
): { readonly file: string; readonly line: number | undefined } {
  const { plan, projectPath } = project;
  if (origin === "plan" && plan.kind !== "local") return planLine(project, files);
  const folder = origin === "plan" && plan.kind === "local" ? plan.source : projectPath;
  const file = joinPath(folder, origin === "plan" ? PLAN_FILE : PROJECT_FILE);
  return { file, line: scriptLine(files.readText(file) ?? "", name) };
}

function titleOf(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, " ");
}
