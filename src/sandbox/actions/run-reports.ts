/** What a run said, for tests and for people: its logs, summaries, annotations and the outputs of its jobs. */
import type { SandboxContext } from "../context.ts";
import type { WorkflowJob } from "../model.ts";
import { jobFiles, readOptional } from "./run-folder.ts";
import { parseReport } from "./run-folder-schema.ts";
import type { JobReport, RunAnnotation } from "./run-folder-schema.ts";
import { jobsOf, runById } from "./run-records.ts";

/** The logs of all jobs of the newest attempt, each under its name. Throws an `ActionsError` "unknown-run". */
export function readRunLog(context: SandboxContext, runId: number): string {
  return newestJobs(context, runId)
    .map((job) => `=== ${job.name}\n${readOptional(jobFiles(context, job).log) ?? ""}`)
    .join("\n");
}

/** The step summaries of all jobs of the newest attempt, one after another, in Markdown. */
export function readRunSummary(context: SandboxContext, runId: number): string {
  return newestJobs(context, runId)
    .map((job) => readOptional(jobFiles(context, job).summary) ?? "")
    .join("");
}

/** What the newest attempt complains about. */
export function readRunAnnotations(
  context: SandboxContext,
  runId: number,
): readonly RunAnnotation[] {
  return newestJobs(context, runId).flatMap((job) => reportOf(context, job).annotations);
}

/** The outputs of each job that ran, by its name. */
export function readRunOutputs(
  context: SandboxContext,
  runId: number,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    newestJobs(context, runId).map((job) => [job.name, reportOf(context, job).outputs]),
  );
}

function newestJobs(context: SandboxContext, runId: number): readonly WorkflowJob[] {
  return jobsOf(context, runById(context, runId));
}

function reportOf(context: SandboxContext, job: WorkflowJob): JobReport {
  const text = readOptional(jobFiles(context, job).report);
  const report = text === undefined ? undefined : parseReport(text);
  return report ?? { outputs: {}, annotations: [] };
}
