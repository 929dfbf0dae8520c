/** A job of the file as the jobs that run: one for each combination of its matrix. */
import { ActionsError } from "./actions-error.ts";
import type { RunContexts } from "./contexts.ts";
import { evaluateText, evaluateToken, toText } from "./expressions.ts";
import type { ExpressionScope } from "./expressions.ts";
import { isJsonObject } from "./json-schema.ts";
import type { Json, JsonObject } from "./json-schema.ts";
import { combinationsOf, MOST_COMBINATIONS } from "./matrix.ts";
import type { WorkflowJob } from "./workflow-file.ts";

export type JobPlan = {
  /** As people see it. */
  readonly name: string;
  readonly contexts: RunContexts;
  readonly failFast: boolean;
  readonly continueOnError: boolean;
  readonly timeoutMinutes: number;
};

type JobScope = ExpressionScope & { readonly contexts: RunContexts };

/** GitHub's. */
const defaultTimeoutMinutes = 360;

/** Throws an `ActionsError` for a matrix without or with too many combinations, and for what can't be evaluated. */
export function planJobs(job: WorkflowJob, scope: JobScope): readonly JobPlan[] {
  const value = evaluateToken(job.strategy, scope);
  const strategy = isJsonObject(value) ? value : {};
  const matrix = strategy["matrix"];
  if (matrix === undefined)
    return [planJob(job, scope, strategy, { matrix: null, index: 0, total: 1 })];
  const combinations = combinationsOf(matrix);
  requireCombinations(job, combinations);
  const total = combinations.length;
  return combinations.map((matrix, index) =>
    planJob(job, scope, strategy, { matrix, index, total }),
  );
}

function requireCombinations(job: WorkflowJob, combinations: readonly JsonObject[]): void {
  if (combinations.length > 0 && combinations.length <= MOST_COMBINATIONS) return;
  throw new ActionsError(
    "invalid-workflow",
    `The matrix of job ${job.id} has ${combinations.length} combinations: expected 1 to ${MOST_COMBINATIONS}.`,
    { line: job.line },
  );
}

function planJob(
  job: WorkflowJob,
  scope: JobScope,
  strategy: JsonObject,
  place: { readonly matrix: JsonObject | null; readonly index: number; readonly total: number },
): JobPlan {
  const { matrix, index, total } = place;
  const failFast = strategy["fail-fast"] !== false;
  const contexts = {
    ...scope.contexts,
    matrix,
    strategy: {
      "fail-fast": failFast,
      "job-index": index,
      "job-total": total,
      "max-parallel": strategy["max-parallel"] ?? total,
    },
  };
  const own = { ...scope, contexts };
  const minutes = evaluateToken(job.timeoutMinutes, own);
  return {
    name: nameOf(job, own, matrix),
    contexts,
    failFast,
    continueOnError: evaluateToken(job.continueOnError, own) === true,
    timeoutMinutes: typeof minutes === "number" ? minutes : defaultTimeoutMinutes,
  };
}

/** Without a name of its own a combination shows its values. */
function nameOf(job: WorkflowJob, scope: JobScope, matrix: JsonObject | null): string {
  const name = evaluateText(job.name, scope);
  if (name !== "") return name;
  const values = matrix === null ? [] : Object.values(matrix).flatMap(scalarsIn);
  return values.length === 0 ? job.id : `${job.id} (${values.join(", ")})`;
}

function scalarsIn(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [toText(value)];
  return Object.values(value).flatMap(scalarsIn);
}
