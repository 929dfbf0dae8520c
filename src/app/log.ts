import type { Logger } from "probot";

import { GithubError } from "../adapters/github/github-error.ts";
import type { HamEvent } from "../flows/ham.ts";
import { describeJob } from "./job-lane.ts";

/** One line for each job that ended, each answer, each commit and each fault. */
export function logEvent(log: Logger, event: HamEvent): void {
  switch (event.kind) {
    case "job-started":
      log.debug(describeJob(event.job), "job started");
      return;
    case "job-ended":
      log.info({ ...describeJob(event.job), ms: Math.round(event.ms) }, "job ended");
      return;
    case "request-answered": {
      const { request, service, environment, outcome, reason } = event;
      log.info({ request, service, environment, outcome, reason }, "request answered");
      return;
    }
    case "committed": {
      const { branch, commit, releases } = event;
      log.info({ branch, commit, releases }, "committed");
      return;
    }
    case "fault":
      log.error({ what: event.what, ...describeError(event.error) }, "fault");
      return;
  }
}

/** Message and place. The error itself may hold a request, and that a token. */
export function describeError(error: unknown): Readonly<Record<string, string | number>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const github =
    error instanceof GithubError
      ? { code: error.code, ...(error.status === undefined ? {} : { status: error.status }) }
      : {};
  return { message: error.message, ...github, stack: error.stack ?? "" };
}
