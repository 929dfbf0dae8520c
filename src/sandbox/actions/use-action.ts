/** A `uses` step. */
import { join } from "node:path";

import type { ActionFile } from "./action-file.ts";
import { parseActionReference } from "./action-reference.ts";
import { ActionsError } from "./actions-error.ts";
import { builtInAction } from "./builtin/built-ins.ts";
import { evaluateCondition, evaluateText, evaluateTextMap } from "./expressions.ts";
import type { StepEnd, StepFrame } from "./job-session.ts";
import { loadAction } from "./load-action.ts";
import type { LoadedAction } from "./load-action.ts";
import type { StepCall } from "./run-script.ts";
import { runStepProcess } from "./step-process.ts";
import { stepScope } from "./step-scope.ts";
import type { WorkflowStep } from "./workflow-file.ts";

type Uses = Extract<WorkflowStep["does"], { readonly kind: "uses" }>;

/** Runs the steps of a composite action; handed in, because those may use actions in turn. */
export type StepRunner = (frame: StepFrame, steps: readonly WorkflowStep[]) => Promise<void>;

/** GitHub's limit for composite actions within each other. */
const deepestComposite = 9;

/** Throws an `ActionsError` when there is no such action or it can't be run. */
export async function useAction(
  frame: StepFrame,
  call: StepCall,
  does: Uses,
  runSteps: StepRunner,
): Promise<StepEnd> {
  const { session } = frame;
  const { environment, step, signal } = call;
  const reference = parseActionReference(does.uses, step.line);
  const given = lowerCased(
    evaluateTextMap(does.with, stepScope(frame, { environment, id: step.id })),
  );
  session.log.write(`##[group]Run ${does.uses}`);
  for (const [name, value] of Object.entries(given)) session.log.write(`  ${name}: ${value}`);
  session.log.write("##[endgroup]");
  if (reference.kind === "built-in") {
    const outputs = await builtInAction(reference.name)({ session, inputs: given, signal });
    return { outputs, failure: null };
  }
  const action = await loadAction(session, reference, signal);
  warnOfUnknown(frame, action, given);
  const { runs } = action.file;
  return runs.kind === "composite"
    ? runComposite(frame, call, { ...action, steps: runs.steps, given }, runSteps)
    : runNode(frame, call, { ...action, runs, given });
}

type GivenAction = LoadedAction & { readonly given: Readonly<Record<string, string>> };

async function runComposite(
  frame: StepFrame,
  { environment }: StepCall,
  action: GivenAction & { readonly steps: readonly WorkflowStep[] },
  runSteps: StepRunner,
): Promise<StepEnd> {
  if (frame.depth >= deepestComposite)
    throw new ActionsError(
      "invalid-action",
      `Composite actions use each other more than ${deepestComposite} deep.`,
    );
  const empty = innerFrame(frame, action, environment, {});
  const inner = innerFrame(frame, action, environment, inputsOf(empty, action));
  await runSteps(inner, action.steps);
  const outputs = action.file.outputs.map(
    ({ id, value }) => [id, evaluateText(value, stepScope(inner))] as const,
  );
  return {
    outputs: Object.fromEntries(outputs),
    failure: inner.progress.failed ? `A step of ${action.location.name} failed.` : null,
  };
}

function innerFrame(
  frame: StepFrame,
  { location }: GivenAction,
  environment: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
): StepFrame {
  return {
    session: frame.session,
    inputs,
    environment: { ...frame.environment, ...environment },
    defaults: [],
    action: location,
    depth: frame.depth + 1,
    progress: { failed: false, steps: {} },
  };
}

/** Only node's actions are told their inputs by the environment, and how to upload. */
async function runNode(
  frame: StepFrame,
  { step, environment, signal }: StepCall,
  action: GivenAction & { readonly runs: Extract<ActionFile["runs"], { readonly kind: "node" }> },
): Promise<StepEnd> {
  const { session } = frame;
  const { location, runs } = action;
  const inner = innerFrame(frame, action, {}, {});
  const inputs = Object.entries(inputsOf(inner, action)).map(
    ([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value] as const,
  );
  const given = {
    ...environment,
    ...Object.fromEntries(inputs),
    ACTIONS_RESULTS_URL: `${session.context.baseUrl()}/`,
    ACTIONS_RUNTIME_TOKEN: session.runtimeToken,
  };
  const run = (script: string, state: Readonly<Record<string, string>>, until: AbortSignal) =>
    runStepProcess(inner, {
      command: process.execPath,
      args: [join(location.folder, script)],
      cwd: session.folders.workspace,
      environment: { ...given, ...state },
      stepId: step.id,
      signal: until,
    });
  const end = await run(runs.main, {}, signal);
  const { post } = runs;
  if (post !== null)
    addPost(frame, `Post ${location.name}`, runs.postIf, async () => {
      const state = Object.entries(end.state).map(
        ([name, value]) => [`STATE_${name}`, value] as const,
      );
      const { failure } = await run(post, Object.fromEntries(state), session.closing);
      return failure;
    });
  return end;
}

function addPost(
  frame: StepFrame,
  name: string,
  condition: string,
  run: () => Promise<string | null>,
): void {
  const { changing, log } = frame.session;
  const post = async () => {
    const isMain = { ...frame, action: null };
    if (!evaluateCondition(condition, stepScope(isMain))) return;
    log.write(`##[group]${name}\n##[endgroup]`);
    const failure = await run();
    if (failure === null) return;
    log.annotate({ level: "failure", message: failure });
    if (changing.status === "success") changing.status = "failure";
  };
  changing.posts = [...changing.posts, post];
}

/** What is given, else the default, which is evaluated where the action is used. */
function inputsOf(
  frame: StepFrame,
  { file, given }: GivenAction,
): Readonly<Record<string, string>> {
  const declared = file.inputs.map(
    ({ id, default: otherwise }) =>
      [id, given[id.toLowerCase()] ?? evaluateText(otherwise, stepScope(frame))] as const,
  );
  return { ...given, ...Object.fromEntries(declared) };
}

function warnOfUnknown(
  { session }: StepFrame,
  { file, location }: LoadedAction,
  given: Readonly<Record<string, string>>,
): void {
  const known = file.inputs.map(({ id }) => id);
  const unknown = Object.keys(given).filter(
    (name) => !known.some((id) => id.toLowerCase() === name),
  );
  if (unknown.length === 0) return;
  const message = `Unexpected inputs of ${location.name}: ${unknown.join(", ")}; it has ${known.join(", ") || "none"}.`;
  session.log.annotate({ level: "warning", message });
}

function lowerCased(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
