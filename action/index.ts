import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as core from "@actions/core";

import { loadToolkit } from "../src/adapters/workflow/toolkit.ts";
import { refuseBuild } from "../src/core/artifact/build-decision.ts";
import { type ChangedProjects, findChangedProjects } from "./changed.ts";
import { createChangedPorts } from "./changed-runner.ts";
import { readBaseCommit, readWorkflowRun } from "./event.ts";
import { parseChangedInputs, parseInputs } from "./io.ts";
import { createActionLog } from "./log.ts";
import { report, reportChanged } from "./report.ts";
import { type BuildOutcome, refused, run } from "./run.ts";
import { createPorts } from "./runner.ts";

/** The bundle is in `action/dist`. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const environment = new Map(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  ),
);
const log = createActionLog(environment.get("GITHUB_WORKSPACE") ?? process.cwd());

try {
  core.addPath(join(ROOT, "bin"));
  // `shuttle` in later steps needs no search for a Node.
  core.exportVariable("SHUTTLE_NODE", process.execPath);
  hideTokens();
  if (process.argv[2] === "changed") reportChanged(await changed(), log);
  else report(await build(), log);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  core.setFailed(message);
}

/** Before anything can show them. */
function hideTokens(): void {
  const tokens = [core.getInput("token"), environment.get("SHUTTLE_GIT_TOKEN") ?? ""];
  tokens.filter((token) => token !== "").forEach((token) => core.setSecret(token));
}

async function build(): Promise<BuildOutcome> {
  const inputs = parseInputs((name) => core.getInput(name));
  if (inputs.kind === "invalid") {
    return refused(refuseBuild("inputs-invalid", inputs.problems.join("\n")));
  }
  const { context } = await loadToolkit();
  const workflowRun = readWorkflowRun(environment, context.payload);
  if (workflowRun.kind === "invalid") {
    const missing = workflowRun.missing.join(", ");
    return refused(refuseBuild("inputs-invalid", `the runner doesn't say ${missing}`));
  }
  const runner = { environment, run: workflowRun.run, log, root: ROOT };
  return run(inputs.value, createPorts(inputs.value, runner));
}

async function changed(): Promise<ChangedProjects> {
  const inputs = parseChangedInputs((name) => core.getInput(name));
  const { context } = await loadToolkit();
  const base = readBaseCommit(context.payload);
  return findChangedProjects(inputs, createChangedPorts(inputs, { environment, base }));
}
