/** A `run` step. */
import { randomUUID } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { ActionsError } from "./actions-error.ts";
import { evaluateText } from "./expressions.ts";
import type { StepEnd, StepFrame } from "./job-session.ts";
import { scriptExtension, shellCommand } from "./shell.ts";
import { runStepProcess } from "./step-process.ts";
import { stepScope } from "./step-scope.ts";
import type { WorkflowStep } from "./workflow-file.ts";

export type StepCall = {
  readonly step: WorkflowStep;
  /** The step's `env`, evaluated. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

type Script = Extract<WorkflowStep["does"], { readonly kind: "run" }>;

/** Throws an `ActionsError` when the script can't be started. */
export async function runScript(
  frame: StepFrame,
  { step, environment, signal }: StepCall,
  does: Script,
): Promise<StepEnd> {
  const { log, folders } = frame.session;
  const scope = stepScope(frame, { environment, id: step.id });
  const script = evaluateText(does.script, scope);
  const shell = textOrNull(evaluateText(does.shell ?? defaultOf(frame, "shell"), scope));
  const folder = evaluateText(does.workingDirectory ?? defaultOf(frame, "workingDirectory"), scope);
  const cwd = resolve(folders.workspace, folder);
  if (!existsSync(cwd))
    throw new ActionsError("step-failed", `The working directory ${folder} doesn't exist.`);
  log.write(`##[group]Run ${script.trim().split("\n", 1)[0] ?? ""}`);
  for (const line of script.trimEnd().split("\n")) log.write(line);
  log.write("##[endgroup]");
  const file = join(folders.temp, `${randomUUID()}${scriptExtension(shell)}`);
  writeFileSync(file, script.endsWith("\n") ? script : `${script}\n`);
  try {
    const command = shellCommand(shell, file);
    return await runStepProcess(frame, { ...command, cwd, environment, signal, stepId: step.id });
  } finally {
    rmSync(file, { force: true });
  }
}

function defaultOf({ defaults }: StepFrame, name: "shell" | "workingDirectory") {
  return defaults.find((known) => known[name] !== undefined)?.[name];
}

function textOrNull(text: string): string | null {
  return text === "" ? null : text;
}
