import { checkRunsOf, latestCheckRuns } from "../../github/check-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { combinedStatus } from "../../github/statuses.ts";
import type { CheckRun, CommitStatus, Oid, Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";

/** `StatusCheckRollup`: statuses and check runs in one; null when nothing was reported. */
export function rollupView(views: Views, repository: Repository, oid: Oid): View | null {
  requireReading(views, repository, "statuses");
  requireReading(views, repository, "checks");
  const { context } = views;
  const { statuses } = combinedStatus(context, repository, oid);
  const runs = latestCheckRuns(checkRunsOf(context, repository, oid));
  if (statuses.length + runs.length === 0) return null;
  return {
    __typename: "StatusCheckRollup",
    id: formatNodeId("StatusCheckRollup", `${repository.id}:${oid}`),
    state: rolledUp(statuses, runs),
    commit: () => views.commit(repository, oid),
    contexts: (args: PageArguments) => ({
      ...connection({
        name: "contexts",
        args,
        items: [
          ...runs.map((run) => ({ key: `run-${run.id}`, view: () => views.checkRun(run) })),
          ...statuses.map((status) => ({
            key: `status-${status.id}`,
            view: () => views.commitStatus(status),
          })),
        ],
        keyOf: ({ key }) => key,
        toNode: ({ view }) => view(),
      }),
      checkRunCount: runs.length,
      statusContextCount: statuses.length,
    }),
  };
}

/** One failure fails all, one that is pending keeps all pending. */
function rolledUp(
  statuses: readonly CommitStatus[],
  runs: readonly CheckRun[],
): "ERROR" | "FAILURE" | "PENDING" | "SUCCESS" {
  const passing: readonly (string | null)[] = ["success", "neutral", "skipped"];
  const ended = runs.filter(({ status }) => status === "completed");
  const has = (state: CommitStatus["state"]) => statuses.some((status) => status.state === state);
  if (has("failure") || ended.some(({ conclusion }) => !passing.includes(conclusion)))
    return "FAILURE";
  if (has("error")) return "ERROR";
  return has("pending") || ended.length < runs.length ? "PENDING" : "SUCCESS";
}
