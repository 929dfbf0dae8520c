import type { EnvironmentState } from "../../core/config-repo/environment-state.ts";
import { INDEX_FILE, environmentBranch } from "../../core/config-repo/paths.ts";
import type { PlannedRelease } from "../../core/config-repo/plan-release.ts";
import { formatReleaseIndex } from "../../core/config-repo/release-index.ts";
import { formatReleaseMessage } from "../../core/release/commit-message.ts";
import type { Released } from "../../core/release/outcome.ts";
import type { BranchCommit, CommitResult } from "../ports/config-repository.ts";
import type { Before } from "./candidate.ts";
import type { DecidedGroup } from "./decide-group.ts";

/** All releases of a group as one commit, against the head they were decided on. */
export function releaseCommit(
  environment: string,
  before: EnvironmentState | undefined,
  decided: DecidedGroup,
  appLogin: string,
): BranchCommit {
  const plans = decided.planned.map((one) => one.plan);
  const message = formatReleaseMessage(
    environment,
    plans.map(({ record, request }) => ({
      record,
      login: request.intent.type === "AutoRelease" ? appLogin : request.actor.login,
    })),
  );
  return {
    branch: environmentBranch(environment),
    expectedHead: before?.head,
    ...message,
    changes: new Map<string, string | null>([
      ...mergedChanges(before, plans),
      [INDEX_FILE, formatReleaseIndex(decided.after.index)],
    ]),
  };
}

export function toReleased(
  plan: PlannedRelease,
  before: Before,
  result: Extract<CommitResult, { readonly kind: "committed" }>,
): Released {
  return {
    kind: "released",
    artifact: plan.artifact.id,
    commit: result.commit,
    committedAt: result.committedAt,
    intent: plan.request.intent,
    before: before?.artifact,
    beforeCommit: before?.commit,
    source: plan.record.source,
    recovered: false,
  };
}

/**
 * Later releases of the same service replace earlier ones of the group; what such an earlier one would
 * have added and a later one deletes was never on the branch, and deleting it would fail the commit.
 */
function mergedChanges(
  before: EnvironmentState | undefined,
  plans: readonly PlannedRelease[],
): ReadonlyMap<string, string | null> {
  const there = new Set([...(before?.services.values() ?? [])].flatMap((one) => one.paths));
  const merged = new Map(plans.flatMap((plan) => [...plan.changes]));
  return new Map([...merged].filter(([path, text]) => text !== null || there.has(path)));
}
