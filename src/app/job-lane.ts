import type { Job } from "../flows/job.ts";

/** Jobs of one lane run in the order in which they came: those of a pull request, and of a branch. */
export function laneOf(job: Job): string {
  switch (job.kind) {
    case "comment-created":
    case "label-added":
    case "pull-request-opened":
    case "pull-request-merged":
      return JSON.stringify([job.thread.repository, "pull", job.thread.number]);
    case "run-completed":
      return JSON.stringify([job.repository, "run", job.runId]);
    case "branch-pushed":
      return JSON.stringify([job.repository, "branch", job.branch]);
    case "config-pushed":
      return "config";
  }
}

/** For logs: what a job is about, without anything that people wrote. */
export function describeJob(job: Job): Readonly<Record<string, string | number>> {
  switch (job.kind) {
    case "comment-created":
      return { job: job.kind, ...describeThread(job.thread), comment: job.comment.id };
    case "label-added":
    case "pull-request-opened":
    case "pull-request-merged":
      return { job: job.kind, ...describeThread(job.thread) };
    case "run-completed":
      return { job: job.kind, repository: job.repository, run: job.runId, attempt: job.attempt };
    case "branch-pushed":
      return {
        job: job.kind,
        repository: job.repository,
        branch: job.branch,
        commit: job.commit,
      };
    case "config-pushed":
      return { job: job.kind, commit: job.commit };
  }
}

function describeThread(thread: { readonly repository: string; readonly number: number }) {
  return { repository: thread.repository, pull: thread.number };
}
