import { join } from "node:path";

import type { World } from "../demo/world.ts";
import type { ActReport } from "./act-log.ts";
import { compare, type Finding, same } from "./compare.ts";
import type { OwnRun } from "./own-run.ts";
import { readArtifact, type RunResult } from "./result.ts";
import { outsideRunSchema, runAct } from "./run-act.ts";

export type Attempt = {
  readonly world: World;
  readonly service: string;
  /** What to do again. */
  readonly own: OwnRun;
  /** The program. */
  readonly act: string;
  /** Of the Node that is to be first on PATH. */
  readonly nodeFolder: string;
  /** Its major version. */
  readonly nodeMajor: string;
};

/** act builds what the sandbox's own runner has built; that must have been forgotten, or it would be reused. */
export async function buildAgain(attempt: Attempt): Promise<readonly Finding[]> {
  const { code, printed, result } = await runByAct(attempt);
  const { service, own, nodeMajor } = attempt;
  return [
    same("exit code", "0", String(code)),
    same("Node of the upload", nodeMajor, nodeOf(printed)),
    same("shuttle in later steps", service, printed.find((line) => line === service) ?? ""),
    ...(result === undefined ? [] : compare(own.result, result)),
  ];
}

/** act takes over what an earlier run has built: what says so differs, what is released doesn't. */
export async function reuseEarlier(attempt: Attempt): Promise<readonly Finding[]> {
  const { code, result } = await runByAct(attempt);
  const output = (name: string): string => result?.outputs[name] ?? "";
  const { outputs } = attempt.own.result;
  return [
    same("exit code", "0", String(code)),
    same("reason", "reused", output("reason")),
    same("digest", outputs["digest"] ?? "", output("digest")),
    same("artifact-id", outputs["artifact-id"] ?? "", output("artifact-id")),
  ];
}

/** As the action that stands in for the upload tells it. */
function nodeOf(printed: readonly string[]): string {
  const told = printed.map((line) => /^Read back .* on Node (\d+)\./.exec(line)?.[1]);
  return told.find((major) => major !== undefined) ?? "";
}

/** The result is missing when it failed. */
async function runByAct({ world, service, own, act, nodeFolder }: Attempt): Promise<{
  readonly code: number;
  readonly printed: readonly string[];
  readonly result: RunResult | undefined;
}> {
  const clone = join(world.clones, service);
  const read = (runId: number) => readArtifact(world, service, runId);
  const { runId } = own;
  const { code, report, uploads } = await runOutside({
    world,
    act,
    nodeFolder,
    runId,
    clone,
    read,
  });
  const { outputs, summary, printed } = report;
  return {
    code,
    printed,
    result: uploads === undefined ? undefined : { outputs, summary, files: uploads },
  };
}

/** act does a known run again, as a new one; what it uploaded is missing when it failed. */
export async function runOutside<T>(request: {
  readonly world: World;
  readonly act: string;
  readonly nodeFolder: string;
  readonly runId: number;
  /** Stands on the run's commit. */
  readonly clone: string;
  /** What the new run uploaded. */
  readonly read: (runId: number) => Promise<T>;
}): Promise<{
  readonly code: number;
  readonly report: ActReport;
  readonly uploads: T | undefined;
}> {
  const { world, act, nodeFolder, clone, read } = request;
  const like = { runId: request.runId };
  const run = await world.admin.call(outsideRunSchema, "startOutsideRun", like);
  const { runId, token } = run;
  const folder = join(world.dataFolder, `act-${runId}`);
  const { code, ...report } = await runAct({ world, act, run, clone, nodeFolder, folder });
  const conclusion = code === 0 ? "success" : "failure";
  await world.admin.run("endOutsideRun", { runId, token, conclusion });
  return { code, report, uploads: code === 0 ? await read(runId) : undefined };
}
