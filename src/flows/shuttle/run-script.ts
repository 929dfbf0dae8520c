import { shellText, toRunnableAction } from "../../core/shuttle/action.ts";
import type { AvailableScript } from "../../core/shuttle/merge-scripts.ts";
import { scriptEnvironment } from "../../core/shuttle/script-environment.ts";
import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import type { LoadedProject } from "./load-project.ts";
import type { ProjectFiles, ScriptOutput, Shell, ShellResult } from "./ports.ts";

export type ScriptRun = {
  readonly script: AvailableScript;
  /** By declared name. */
  readonly arguments: ReadonlyMap<string, string>;
  readonly output: ScriptOutput;
};

/** What all scripts of this process share. */
export type ScriptWorld = {
  readonly files: Pick<ProjectFiles, "makeFolder">;
  readonly shell: Shell;
  readonly environment: ReadonlyMap<string, string>;
  /** The folder of the `shuttle` command that scripts call. */
  readonly launcherPath: string;
  readonly contextId: string;
};

export type ScriptDone = { readonly kind: "done" };

/** A script that failed: `exitCode` of the refusal is always 4, the script's own is here. */
export type ScriptFailure = ShuttleRefusal & { readonly status?: number };

/** Runs the actions of a script in order, until one fails. */
export async function runScript(
  project: LoadedProject,
  run: ScriptRun,
  world: ScriptWorld,
): Promise<ScriptDone | ScriptFailure> {
  world.files.makeFolder(project.temporaryPath);
  const environment = scriptEnvironment({
    inherited: world.environment,
    arguments: run.arguments,
    planPath: project.plan.path,
    projectPath: project.projectPath,
    temporaryPath: project.temporaryPath,
    launcherPath: world.launcherPath,
    contextId: world.contextId,
  });
  const { name, script } = run.script;
  for (const declared of script.actions) {
    const action = toRunnableAction(name, declared);
    if (action.kind === "refused") return action;
    // Compiled actions are off in the original unless asked for: such an action succeeds silently.
    if (action.kind === "task") continue;
    const text = shellText(action.text, project.projectPath);
    const result = await world.shell.run({ text, environment, output: run.output });
    const failure = failureOf(name, action.text, result);
    if (failure !== undefined) return failure;
  }
  return { kind: "done" };
}

function failureOf(name: string, text: string, result: ShellResult): ScriptFailure | undefined {
  const head = `Failed executing script \`${name}\`: shell script \`${text}\`\n`;
  switch (result.kind) {
    case "ended": {
      if (result.status === 0) return undefined;
      const message = `${head}Exit code: ${result.status}`;
      return { ...refuseShuttle("script-failed", message, 4), status: result.status };
    }
    case "killed":
      return refuseShuttle("script-failed", `${head}Killed by ${result.signal}`, 4);
    case "not-started":
      return refuseShuttle("script-failed", `${head}sh: ${result.cause.message}`, 4);
    case "cancelled":
      return refuseShuttle("cancelled", "context canceled", 2);
  }
}
