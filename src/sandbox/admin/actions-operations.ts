import * as v from "valibot";

import { setActionsValues } from "../actions/repository-settings.ts";
import {
  readRunAnnotations,
  readRunLog,
  readRunOutputs,
  readRunSummary,
} from "../actions/run-reports.ts";
import type { SandboxContext } from "../context.ts";
import { notFound } from "../github/problem.ts";
import { fullName, operation } from "./operation.ts";
import { requireRepository } from "./repository-operations.ts";

const run = v.strictObject({ runId: v.number() });

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
