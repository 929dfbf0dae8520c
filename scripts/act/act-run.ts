import { join } from "node:path";

import type { World } from "../demo/world.ts";
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
  const like = { runId: own.runId };
  const run = await world.admin.call(outsideRunSchema, "startOutsideRun", like);
  const { runId, token } = run;
  const folder = join(world.dataFolder, `act-${runId}`);
  const clone = join(world.clones, service);
  const end = await runAct({ world, act, run, clone, nodeFolder, folder });
  const { code, printed, outputs, summary } = end;
  const conclusion = code === 0 ? "success" : "failure";
  await world.admin.run("endOutsideRun", { runId, token, conclusion });
  if (code !== 0) return { code, printed, result: undefined };
  const files = await readArtifact(world, service, runId);
  return { code, printed, result: { outputs, summary, files } };
}
