import { type Refusal, quoted, refuse } from "../refusal.ts";
import type { CommitSha, TreeSha } from "./ids.ts";

/** GitHub's own record of a workflow run; nothing in it comes from the run's upload. */
export type RunRecord = {
  readonly id: number;
  readonly attempt: number;
  /** `owner/name` of the repository the run belongs to, and of the one its head is in. */
  readonly repository: string;
  readonly repositoryId: number;
  /** Null when the fork was deleted. */
  readonly headRepositoryId: number | null;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly headBranch: string | null;
  readonly headSha: CommitSha;
  readonly workflowPath: string;
  readonly createdAt: string;
  readonly actor: string;
  readonly url: string;
};

const EVENTS = ["push", "pull_request", "merge_group", "workflow_dispatch"] as const;
/** Content of these is what the tree says, so another run may take it over. */
const REUSABLE_EVENTS: readonly string[] = ["push", "pull_request", "merge_group"];

/**
 * May what this run uploaded be believed at all? The same rule at intake, at each reuse by Ham and
 * before the Action reuses anything.
 */
export function evaluateRun(
  run: RunRecord,
  expected: {
    /** `owner/name` that `ham.yaml` names for the service. */
    readonly repository: string;
    /** Allowed workflow files; undefined: any. */
    readonly workflows?: readonly string[] | undefined;
  },
): { readonly kind: "accepted" } | Refusal {
  const evidence = {
    run: run.id,
    attempt: run.attempt,
    repository: run.repository,
    event: run.event,
    workflow: run.workflowPath,
    conclusion: run.conclusion,
  };
  if (run.repository.toLowerCase() !== expected.repository.toLowerCase()) {
    return refuse(
      "run-of-other-repository",
      `run ${run.id} belongs to ${run.repository}, and the service is built in ${expected.repository}`,
      { evidence },
    );
  }
  if (run.headRepositoryId !== run.repositoryId) {
    return refuse(
      "run-of-fork",
      `run ${run.id} was started from a fork, and what a fork builds is never released`,
      { advice: "merge the pull request: the build of the merge is released", evidence },
    );
  }
  if (!isAllowedEvent(run.event)) {
    return refuse(
      "run-event-not-allowed",
      `run ${run.id} was started by ${quoted(run.event)}, and only ${EVENTS.join(", ")} count`,
      { evidence },
    );
  }
  if (run.status !== "completed") {
    return refuse("run-not-finished", `run ${run.id} is ${run.status}`, {
      advice: "wait for it to finish",
      evidence,
    });
  }
  if (run.conclusion !== "success") {
    return refuse("run-failed", `run ${run.id} ended with ${quoted(run.conclusion ?? "nothing")}`, {
      advice: "mend the build and run it again",
      evidence,
    });
  }
  if (expected.workflows !== undefined && !expected.workflows.includes(run.workflowPath)) {
    return refuse(
      "run-workflow-not-allowed",
      `run ${run.id} is of the workflow ${quoted(run.workflowPath)}, which ham.yaml doesn't allow`,
      { advice: `allowed: ${expected.workflows.join(", ")}`, evidence },
    );
  }
  return { kind: "accepted" };
}

/** A run started by hand may have had inputs that no key knows, so its content is not taken over. */
export function isReusableRun(run: RunRecord): boolean {
  return REUSABLE_EVENTS.includes(run.event);
}

/** What GitHub says about a commit and a branch, asked at the moment of the decision. */
export type BranchFacts = {
  /** Is the run's `head_sha` reachable from `refs/heads/<branch>`? False also when there is no such branch. */
  readonly reachable: boolean;
  /** Pull requests that GitHub reports as merged into the branch and whose head is the run's `head_sha`. */
  readonly mergedPulls: readonly MergedPull[];
};

export type MergedPull = {
  readonly number: number;
  readonly headSha: CommitSha;
  readonly baseBranch: string;
  readonly mergeCommit: CommitSha;
  readonly mergeTree: TreeSha;
  /** Is the merge commit still reachable from the branch? */
  readonly mergeCommitReachable: boolean;
};

/**
 * Does what the run built count for the branch? A tag with the branch's name shows the same
 * `head_branch`, a branch can be force-pushed away, and a test merge proves nothing: so it is
 * reachability, or a merge whose tree is the one that was built.
 */
export function countsForBranch(
  run: RunRecord,
  branch: string,
  sourceTree: TreeSha | null,
  facts: BranchFacts,
): { readonly kind: "accepted" } | Refusal {
  const evidence = { run: run.id, event: run.event, branch, commit: run.headSha };
  if (run.event !== "pull_request") {
    if (facts.reachable) return { kind: "accepted" };
    return refuse(
      "branch-not-proven",
      `commit ${run.headSha.slice(0, 10)} is not on branch ${quoted(branch)}`,
      { advice: "it may have been force-pushed away, or built from a tag", evidence },
    );
  }
  const merged = facts.mergedPulls.find(
    (pull) =>
      pull.headSha === run.headSha &&
      pull.baseBranch === branch &&
      pull.mergeCommitReachable &&
      sourceTree !== null &&
      pull.mergeTree === sourceTree,
  );
  if (merged !== undefined) return { kind: "accepted" };
  return refuse(
    "branch-not-proven",
    `run ${run.id} built a pull request whose merge into ${quoted(branch)} has another tree, or is not merged`,
    { advice: "the build of the branch is released", evidence },
  );
}

function isAllowedEvent(event: string): boolean {
  return (EVENTS as readonly string[]).includes(event);
}

/**
 * The source tree an artifact may carry. The tree of `head_sha` is GitHub's word; an artifact that
 * claims another was built from something else: refused, except that a pull request's test merge
 * has another tree when its base had moved; such a build is kept without a tree, never to be reused.
 */
export function judgeSourceTree(
  run: RunRecord,
  headTree: TreeSha,
  claimed: TreeSha | null,
): { readonly kind: "accepted"; readonly sourceTree: TreeSha | null } | Refusal {
  if (claimed === headTree) return { kind: "accepted", sourceTree: headTree };
  if (claimed === null || run.event === "pull_request")
    return { kind: "accepted", sourceTree: null };
  return refuse(
    "artifact-claims-other-run",
    `the artifact of run ${run.id} claims the source tree ${claimed.slice(0, 10)}, and the run's commit ${run.headSha.slice(0, 10)} has ${headTree.slice(0, 10)}`,
    { evidence: { run: run.id, claimed, headTree } },
  );
}
