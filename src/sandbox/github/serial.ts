import type { SandboxContext } from "../context.ts";

/** One after another for each key of one sandbox, in the order asked; a failed task does not stop the next. */
export async function serially<Result>(
  context: SandboxContext,
  key: number,
  task: () => Promise<Result>,
): Promise<Result> {
  const lanes = lanesOf(context);
  const before = lanes.get(key) ?? Promise.resolve();
  const result = before.then(task);
  const lane = result.then(noValue, noValue);
  lanes.set(key, lane);
  try {
    return await result;
  } finally {
    if (lanes.get(key) === lane) lanes.delete(key);
  }
}

type Lanes = Map<number, Promise<void>>;

const lanesBySandbox = new WeakMap<SandboxContext, Lanes>();

function lanesOf(context: SandboxContext): Lanes {
  const known = lanesBySandbox.get(context);
  if (known !== undefined) return known;
  const lanes: Lanes = new Map();
  lanesBySandbox.set(context, lanes);
  return lanes;
}

function noValue(): void {
  // The next in the lane wants to know when, not what.
}
