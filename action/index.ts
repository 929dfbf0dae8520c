import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import * as core from "@actions/core";

import { refuseBuild } from "../src/core/artifact/build-decision.ts";
import { type ChangedProjects, findChangedProjects, type NothingToCompare } from "./changed.ts";
import { createChangedPorts } from "./changed-runner.ts";
import { readEventBase, readWorkflowRun } from "./event.ts";
import { parseChangedInputs, parseInputs } from "./io.ts";
import { createActionLog, repositoryOf } from "./log.ts";
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
const workspace = environment.get("GITHUB_WORKSPACE") ?? process.cwd();
const log = createActionLog(repositoryOf(resolve(workspace, core.getInput("project")), workspace));

const isChanged = process.argv[2] === "changed";

try {
  core.addPath(join(ROOT, "bin"));
  // `shuttle` in later steps needs no search for a Node.
  core.exportVariable("SHUTTLE_NODE", process.execPath);
  hideTokens();
  if (isChanged) reportChanged(await changed(), log);
  else report(await build(), log);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (isChanged) core.setFailed(message);
  else report(refused(refuseBuild("unexpected-error", message)), log);
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
  const workflowRun = readWorkflowRun(environment, readPayload());
  if (workflowRun.kind === "invalid") {
    const missing = workflowRun.missing.join(", ");
    return refused(refuseBuild("inputs-invalid", `the runner doesn't say ${missing}`));
  }
  const runner = { environment, run: workflowRun.run, log, root: ROOT };
  return run(inputs.value, createPorts(inputs.value, runner));
}

function changed(): Promise<ChangedProjects | NothingToCompare> {
  const inputs = parseChangedInputs((name) => core.getInput(name));
  const base = readEventBase(readPayload());
  const warn = (text: string): void => log.warning(text);
  return findChangedProjects(inputs, createChangedPorts(inputs, { environment, base, warn }));
}

/** Of the event; undefined where the runner has none, or none that can be read. */
function readPayload(): unknown {
  try {
    return JSON.parse(readFileSync(environment.get("GITHUB_EVENT_PATH") ?? "", "utf8"));
  } catch {
    return undefined;
  }
}
