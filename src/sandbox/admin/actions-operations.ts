import * as v from "valibot";

import { endOutsideRun, startOutsideRun } from "../actions/outside-runs.ts";
import { setActionsValues } from "../actions/repository-settings.ts";
import {
  readRunAnnotations,
  readRunLog,
  readRunOutputs,
  readRunSummary,
} from "../actions/run-reports.ts";
import type { SandboxContext } from "../context.ts";
import { notFound } from "../github/problem.ts";
import { fullName, operation, permissions } from "./operation.ts";
import { requireRepository } from "./repository-operations.ts";

const run = v.strictObject({ runId: v.number() });

/** Like a known run, but done by a runner that is not the sandbox's own. */
const outsideRun = v.strictObject({
  runId: v.number(),
  permissions: v.optional(permissions, { contents: "read", actions: "read", metadata: "read" }),
});

const outsideEnd = v.strictObject({
  runId: v.number(),
  token: v.string(),
  conclusion: v.picklist(["success", "failure", "cancelled"]),
});

const values = v.strictObject({
  repository: fullName,
  /** By name; null takes one away. */
  values: v.record(v.string(), v.nullable(v.string())),
});

/** What workflow runs said, and the variables and secrets that they are given. */
export function actionsOperations(context: SandboxContext) {
  const known = (runId: number) => {
    if (context.state.workflowRuns.get(runId) === undefined)
      throw notFound(`There is no workflow run ${runId}`);
    return runId;
  };
  return {
    /** Of the newest attempt, all jobs one after another. */
    readRunLog: operation(run, ({ runId }) => ({ log: readRunLog(context, known(runId)) })),
    /** In Markdown. */
    readRunSummary: operation(run, ({ runId }) => ({
      summary: readRunSummary(context, known(runId)),
    })),
    readRunAnnotations: operation(run, ({ runId }) => readRunAnnotations(context, known(runId))),
    /** By the name of the job. */
    readRunOutputs: operation(run, ({ runId }) => readRunOutputs(context, known(runId))),
    startOutsideRun: operation(outsideRun, ({ runId, permissions }) =>
      startOutsideRun(context, { runId: known(runId), permissions }),
    ),
    endOutsideRun: operation(outsideEnd, async (end) => {
      known(end.runId);
      await endOutsideRun(context, end);
      return {};
    }),
    setVariables: operation(values, ({ repository, values }) => {
      setActionsValues(context, requireRepository(context, repository).id, "variables", values);
      return {};
    }),
    setSecrets: operation(values, ({ repository, values }) => {
      setActionsValues(context, requireRepository(context, repository).id, "secrets", values);
      return {};
    }),
  };
}
