/** Says in a run's log why it could not be run as its file has it. */
import type { SandboxContext } from "../context.ts";
import type { WorkflowRun } from "../model.ts";
import { ActionsError, messageOf } from "./actions-error.ts";
import type { FileProblem } from "./file-problem.ts";
import { JobLog } from "./job-log.ts";
import { jobFiles } from "./run-folder.ts";
import { completeJob, createJob } from "./run-records.ts";

/** As a job that failed, so that it is found where people look. */
export function logProblems(
  context: SandboxContext,
  run: WorkflowRun,
  what: {
    readonly name: string;
    readonly line?: number | null;
    readonly error?: unknown;
    readonly problems?: readonly FileProblem[];
  },
): void {
  const record = createJob(context, run, what.name, "in_progress");
  const log = new JobLog(jobFiles(context, record));
  const path = run.path;
  for (const { message, line } of what.problems ?? []) {
    const where = line === null ? path : `${path}, line ${line}`;
    log.annotate({ level: "failure", message: `${where}: ${message}`, path, line });
  }
  if (what.error !== undefined) {
    const line = what.error instanceof ActionsError ? what.error.line : null;
    const place = { path, line: line ?? what.line ?? null };
    log.annotate({ level: "failure", message: messageOf(what.error), ...place });
  }
  log.close({});
  completeJob(context, record, "failure");
}
