/** Where a run's files are in the data folder: what started it, and the log, summary and report of each job. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { SandboxContext } from "../context.ts";
import type { WorkflowJob } from "../model.ts";
import { ActionsError } from "./actions-error.ts";
import { parseTrigger } from "./run-folder-schema.ts";
import type { Trigger } from "./trigger.ts";

export type JobFiles = {
  readonly log: string;
  readonly summary: string;
  /** Outputs and annotations, as JSON; written when the job has ended. */
  readonly report: string;
};

export function saveTrigger(context: SandboxContext, runId: number, trigger: Trigger): void {
  const folder = runFolder(context, runId);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, triggerFile);
  writeFileSync(`${file}.new`, JSON.stringify(trigger));
  renameSync(`${file}.new`, file);
}

/** Throws an `ActionsError` "unknown-run" when nothing is known of it. */
export function loadTrigger(context: SandboxContext, runId: number): Trigger {
  const trigger = parseTrigger(readOptional(join(runFolder(context, runId), triggerFile)) ?? "");
  if (trigger !== undefined) return trigger;
  throw new ActionsError("unknown-run", `What started run ${runId} is not in the data folder.`);
}

/** The job's files; their folder is there afterwards. */
export function jobFiles(
  context: SandboxContext,
  job: Pick<WorkflowJob, "id" | "runId" | "runAttempt">,
): JobFiles {
  const folder = join(runFolder(context, job.runId), String(job.runAttempt));
  mkdirSync(folder, { recursive: true });
  return {
    log: join(folder, `${job.id}.log`),
    summary: join(folder, `${job.id}.md`),
    report: join(folder, `${job.id}.json`),
  };
}

/** Undefined when there is no such file. */
export function readOptional(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

const triggerFile = "trigger.json";

function runFolder(context: SandboxContext, runId: number): string {
  return join(context.dataFolder, "actions", "runs", String(runId));
}
