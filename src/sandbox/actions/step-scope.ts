/** What the expressions of a step see. */
import { withAction } from "./contexts.ts";
import type { ExpressionScope } from "./expressions.ts";
import { hashFiles } from "./find-files.ts";
import type { StepFrame } from "./job-session.ts";

/** `environment` is the step's own, `stepId` what an action knows it by. */
export function stepScope(
  frame: StepFrame,
  step: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly id?: string | null;
  } = {},
): ExpressionScope {
  const { session, progress } = frame;
  const { status } = session.changing;
  const isCancelled = status === "cancelled";
  // Within an action only its own steps count.
  const hasFailed = frame.action === null ? status === "failure" : progress.failed;
  return {
    contexts: {
      ...session.contexts,
      github: withAction(session.contexts.github, frame.action, step.id ?? null),
      env: { ...session.changing.environment, ...frame.environment, ...step.environment },
      steps: progress.steps,
      inputs: frame.inputs,
      job: { status },
      ...(frame.action === null ? {} : { secrets: null, vars: null }),
    },
    status: {
      success: !isCancelled && !hasFailed,
      failure: !isCancelled && hasFailed,
      cancelled: isCancelled,
    },
    hashFiles: (patterns) => hashFiles(session.folders.workspace, patterns),
  };
}
