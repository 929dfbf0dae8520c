import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as core from "@actions/core";

import { refuseBuild } from "../src/core/artifact/build-decision.ts";
import { readWorkflowRun } from "./event.ts";
import { parseInputs } from "./io.ts";
import { createActionLog } from "./log.ts";
import { report } from "./report.ts";
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
  report(await main(), log);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  core.setFailed(message);
}

async function main(): Promise<BuildOutcome> {
  const inputs = parseInputs((name) => core.getInput(name));
  if (inputs.kind === "invalid") {
    return refused(refuseBuild("inputs-invalid", inputs.problems.join("\n")));
  }
  if (inputs.value.token !== "") core.setSecret(inputs.value.token);
  const workflowRun = readWorkflowRun(environment, readPayload());
  if (workflowRun.kind === "invalid") {
    const missing = workflowRun.missing.join(", ");
    return refused(refuseBuild("inputs-invalid", `the runner doesn't say ${missing}`));
  }
  const runner = { environment, run: workflowRun.run, log, root: ROOT };
  return run(inputs.value, createPorts(inputs.value, runner));
}

function readPayload(): string {
  const file = environment.get("GITHUB_EVENT_PATH") ?? "";
  return existsSync(file) ? readFileSync(file, "utf8") : "{}";
}
