import { createAnswers } from "./answers/answers.ts";
import { createWriteAnswer } from "./answers/write-answer.ts";
import { createArtifactMemory } from "./artifact-memory.ts";
import { handleComment } from "./commands/handle-comment.ts";
import { handleLabel, handleMerge } from "./commands/handle-label.ts";
import { checkConfig } from "./config-check.ts";
import type { Ham, HamPorts } from "./ham.ts";
import { handleRun } from "./intake/handle-run.ts";
import type { Job } from "./job.ts";
import { createJobRunner } from "./job-runner.ts";
import { createKnownConfig } from "./known-config.ts";
import { createLanes } from "./lane/lanes.ts";
import { createObserved } from "./observed.ts";
import { handleOpened } from "./opened.ts";
import type { HamParts } from "./parts.ts";
import { handlePush } from "./push/handle-push.ts";
import { createDoneDeliveries } from "./sweep/done-deliveries.ts";
import { createSweep } from "./sweep/sweep.ts";

/** Puts Ham together. */
export function createHam(ports: HamPorts): Ham {
  const configs = createKnownConfig(ports.config);
  const observed = createObserved(ports.clock);
  const artifacts = createArtifactMemory(ports.config);
  const lanes = createLanes({ ports, artifacts, configs, observed });
  const shared = { ports, artifacts, configs, observed, lanes };
  const parts: HamParts = { ...shared, answers: createAnswers(ports, createWriteAnswer(shared)) };
  const deliveries = createDoneDeliveries(ports, parts.answers);
  const runner = createJobRunner(parts, deliveries, dispatch);
  return {
    handle: async (job) => {
      await runner.run(job);
    },
    pass: deliveries.add,
    sweep: createSweep(parts, deliveries, runner),
    settled: runner.settled,
  };
}

function dispatch(parts: HamParts, job: Job): Promise<void> {
  switch (job.kind) {
    case "comment-created":
      return handleComment(parts, job);
    case "label-added":
      return handleLabel(parts, job);
    case "pull-request-opened":
      return handleOpened(parts, job);
    case "pull-request-merged":
      return handleMerge(parts, job);
    case "run-completed":
      return handleRun(parts, job);
    case "branch-pushed":
      return handlePush(parts, job);
    case "config-pushed":
      return checkConfig(parts, job);
  }
}
