import type { LoadedProject } from "../../flows/shuttle/load-project.ts";
import {
  runScript,
  type ScriptDone,
  type ScriptFailure,
  type ScriptRun,
  type ScriptWorld,
} from "../../flows/shuttle/run-script.ts";
import type { AnsweredCalls } from "./world.ts";

/** Runs a script whose calls of `shuttle` this process answers while it runs; without `calls` each is a process. */
export async function runAnswered(
  calls: AnsweredCalls | undefined,
  project: LoadedProject,
  script: ScriptRun,
  world: ScriptWorld,
): Promise<ScriptDone | ScriptFailure> {
  if (calls === undefined) return runScript(project, script, world);
  const environment = new Map([...world.environment, ["SHUTTLE_PARENT", calls.address]]);
  const { launcherPath } = calls;
  try {
    return await runScript(project, script, { ...world, environment, launcherPath });
  } finally {
    calls.stop();
  }
}
