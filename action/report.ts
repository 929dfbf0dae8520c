import { appendFileSync } from "node:fs";

import * as core from "@actions/core";

import type { ChangedProjects, NothingToCompare } from "./changed.ts";
import { toChangedOutputs, toOutputs } from "./io.ts";
import type { ActionLog } from "./ports.ts";
import type { BuildOutcome } from "./run.ts";
import { renderSummary } from "./summary.ts";

/** Tells the runner what became of it: outputs, summary, annotations and exit code. */
export function report(outcome: BuildOutcome, log: ActionLog): void {
  for (const [name, value] of toOutputs(outcome)) core.setOutput(name, value);
  writeSummary(renderSummary(outcome));
  const { refusal, artifact, decision, reason } = outcome;
  if (artifact !== undefined) {
    const { spec, path } = artifact;
    log.info(`${spec.id} of ${spec.service}: ${decision} (${reason}), digest ${spec.digest}`);
    log.info(`Written to ${path}`);
  }
  if (refusal === undefined) return;
  const [first] = refusal.places;
  log.error(refusal.message, first);
  refusal.places.slice(1).forEach((place) => log.error(place.message, place));
  process.exitCode = 1;
}

/** The same for the list of projects. */
export function reportChanged(changed: ChangedProjects | NothingToCompare, log: ActionLog): void {
  if (changed.kind === "refused") {
    core.setFailed(changed.message);
    return;
  }
  for (const [name, value] of toChangedOutputs(changed)) core.setOutput(name, value);
  log.info([changed.why, ...changed.projects].join("\n  "));
}

/** Scripts may have written to it before, with or without a line break at the end. */
function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (file !== "") appendFileSync(file, `\n${markdown}`);
}
