import { join } from "node:path";

import * as v from "valibot";

import { pushChange } from "../demo/seed.ts";
import type { World } from "../demo/world.ts";
import { runsSchema } from "../processes/answers-schema.ts";
import { git } from "../processes/git.ts";
import { until } from "../processes/wait.ts";
import { readArtifact, type RunResult } from "./result.ts";
import { withOutputs } from "./workflow.ts";

export type OwnRun = { readonly runId: number; readonly result: RunResult };

const outputsSchema = v.record(v.string(), v.record(v.string(), v.string()));
const summarySchema = v.object({ summary: v.string() });
const logSchema = v.object({ log: v.string() });

/** The sandbox's own runner does the example's workflow. Throws with its log when that fails. */
export async function runBySandbox(world: World, service: string): Promise<OwnRun> {
  // What the example builds as it is, is the earlier artifact that every run after it compares with.
  const first = await git(
    join(world.clones, service),
    world.identity("developer"),
    "rev-parse",
    "HEAD",
  );
  await until(`The first workflow of ${service}`, () => ended(world, service, first), 60_000);
  const files = { ".github/workflows/ci.yml": withOutputs };
  const message = "ci: tell what was built";
  const change = { repository: service, branch: "master", files, message };
  const sha = await pushChange(world, { ...change, as: "developer" });
  const runId = await until(`The workflow of ${service}`, () => ended(world, service, sha), 60_000);
  const outputs = await world.admin.call(outputsSchema, "readRunOutputs", { runId });
  const { summary } = await world.admin.call(summarySchema, "readRunSummary", { runId });
  const artifact = await readArtifact(world, service, runId);
  return { runId, result: { outputs: outputs["build"] ?? {}, summary, files: artifact } };
}

/** The workflow run of a commit, when it has succeeded; throws with its log when it failed. */
export async function ended(
  world: World,
  service: string,
  sha: string,
): Promise<number | undefined> {
  const path = `/repos/acme/${service}/actions/runs?head_sha=${sha}`;
  const [run] = (await world.as("developer")(runsSchema, "GET", path)).workflow_runs;
  if (run?.status !== "completed") return undefined;
  if (run.conclusion === "success") return run.id;
  const { log } = await world.admin.call(logSchema, "readRunLog", { runId: run.id });
  throw new Error(`The sandbox's own run of ${service} failed:\n${log}`);
}
