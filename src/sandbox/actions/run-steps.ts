/** A list of steps, one after another, by the runner's rules of what a failure means. */
import { ActionsError, messageOf } from "./actions-error.ts";
import { evaluateCondition, evaluateText, evaluateTextMap, evaluateToken } from "./expressions.ts";
import type { StepEnd, StepFrame } from "./job-session.ts";
import { runScript } from "./run-script.ts";
import type { StepCall } from "./run-script.ts";
import { stepScope } from "./step-scope.ts";
import { useAction } from "./use-action.ts";
import type { WorkflowStep } from "./workflow-file.ts";

/** Also after a failure: a step's `if` decides. What failed is in the frame and, for a job's steps, in its session. */
export async function runSteps(frame: StepFrame, steps: readonly WorkflowStep[]): Promise<void> {
  for (const step of steps) {
    if (frame.session.closing.aborted) return;
    noteCancellation(frame);
    await runStep(frame, step);
  }
  noteCancellation(frame);
}

function noteCancellation({ session }: StepFrame): void {
  if (session.cancelled.aborted) session.changing.status = "cancelled";
}

async function runStep(frame: StepFrame, step: WorkflowStep): Promise<void> {
  const end = await attempt(frame, step);
  if (end === "skipped") record(frame, step, "skipped", "skipped", {});
  else if (end.failure === null) record(frame, step, "success", "success", end.outputs);
  else noteFailure(frame, step, end);
}

function noteFailure(frame: StepFrame, step: WorkflowStep, end: Attempt): void {
  const isForgiven = forgives(frame, step);
  reportFailure(frame, step, end);
  record(frame, step, "failure", isForgiven ? "success" : "failure", end.outputs);
  if (isForgiven) return;
  const { session, progress } = frame;
  progress.failed = true;
  if (frame.action === null && session.changing.status === "success")
    session.changing.status = "failure";
}

/** How a step ended, with the line to point at where that is known. */
type Attempt = StepEnd & { readonly line: number | null };

async function attempt(frame: StepFrame, step: WorkflowStep): Promise<Attempt | "skipped"> {
  try {
    if (!evaluateCondition(step.if, stepScope(frame, { id: step.id }), step.line)) return "skipped";
    const environment = evaluateTextMap(step.env, stepScope(frame, { id: step.id }));
    const call = { step, environment, signal: signalFor(frame, step) };
    return { ...(await carryOut(frame, call)), line: null };
  } catch (error) {
    const line = error instanceof ActionsError ? error.line : null;
    return { outputs: {}, failure: messageOf(error), line };
  }
}

function carryOut(frame: StepFrame, call: StepCall): Promise<StepEnd> {
  const { does, name } = call.step;
  const { environment, step } = call;
  if (name !== undefined)
    frame.session.log.write(
      `# ${evaluateText(name, stepScope(frame, { environment, id: step.id }))}`,
    );
  return does.kind === "run"
    ? runScript(frame, call, does)
    : useAction(frame, call, does, runSteps);
}

/** A step that runs although the job was cancelled before it began runs to its end. */
function signalFor(frame: StepFrame, step: WorkflowStep): AbortSignal {
  const { cancelled, closing } = frame.session;
  const minutes = evaluateToken(step.timeoutMinutes, stepScope(frame));
  return AbortSignal.any([
    closing,
    ...(cancelled.aborted ? [] : [cancelled]),
    ...(typeof minutes === "number" ? [AbortSignal.timeout(minutes * 60_000)] : []),
  ]);
}

function forgives(frame: StepFrame, step: WorkflowStep): boolean {
  const value = evaluateToken(step.continueOnError, stepScope(frame));
  return value === true || value === "true";
}

/** A composite action's failing step has said why: the step that uses it only repeats it. */
function reportFailure(frame: StepFrame, step: WorkflowStep, { failure, line }: Attempt): void {
  const { log, run } = frame.session;
  const isOwn = frame.action === null;
  log.annotate({
    level: "failure",
    message: failure ?? "",
    path: isOwn ? run.path : frame.action.name,
    line: line ?? step.line,
  });
}

function record(
  { progress }: StepFrame,
  { id }: WorkflowStep,
  outcome: string,
  conclusion: string,
  outputs: Readonly<Record<string, string>>,
): void {
  if (id !== null) progress.steps = { ...progress.steps, [id]: { outputs, outcome, conclusion } };
}
