import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import type { TreeSha } from "../../../src/core/artifact/ids.ts";
import {
  type BranchFacts,
  type MergedPull,
  type RunRecord,
  countsForBranch,
  evaluateRun,
  isReusableRun,
  judgeSourceTree,
} from "../../../src/core/artifact/provenance.ts";
import { aCommit, aRun, aTree } from "../../support/builders.ts";

const expected = { repository: "acme/shop", workflows: [".github/workflows/ci.yml"] };

describe("evaluateRun", () => {
  it.each<[string, Partial<RunRecord>]>([
    ["a push", { event: "push" }],
    ["a pull request of a branch of the repository", { event: "pull_request" }],
    ["a merge queue", { event: "merge_group" }],
    ["a run by hand", { event: "workflow_dispatch" }],
    ["a repository that is written in other letters", { repository: "Acme/Shop" }],
  ])("accepts %s", (_, wish) => {
    expect(evaluateRun(aRun(wish), expected)).toEqual({ kind: "accepted" });
  });

  it("accepts any workflow where ham.yaml names none", () => {
    const run = aRun({ workflowPath: ".github/workflows/other.yml" });

    expect(evaluateRun(run, { repository: "acme/shop" })).toEqual({ kind: "accepted" });
  });

  it.each<[string, Partial<RunRecord>, string]>([
    ["a run of another repository", { repository: "acme/cart" }, "run-of-other-repository"],
    [
      "a repository whose name only begins alike",
      { repository: "acme/shop2" },
      "run-of-other-repository",
    ],
    ["a fork's pull request", { event: "pull_request", headRepositoryId: 200 }, "run-of-fork"],
    ["a fork that was deleted", { headRepositoryId: null }, "run-of-fork"],
    [
      "an event that runs others' code with our rights",
      { event: "pull_request_target" },
      "run-event-not-allowed",
    ],
    ["a run that another run started", { event: "workflow_run" }, "run-event-not-allowed"],
    ["a comment", { event: "issue_comment" }, "run-event-not-allowed"],
    ["a schedule", { event: "schedule" }, "run-event-not-allowed"],
    ["an event in other letters", { event: "Push" }, "run-event-not-allowed"],
    ["a run that is not finished", { status: "in_progress", conclusion: null }, "run-not-finished"],
    [
      "a run that was started again",
      { status: "queued", conclusion: "success" },
      "run-not-finished",
    ],
    ["a run that failed", { conclusion: "failure" }, "run-failed"],
    ["a run that was cancelled after the upload", { conclusion: "cancelled" }, "run-failed"],
    ["a run without a result", { conclusion: null }, "run-failed"],
    [
      "a workflow that the attacker has added",
      { workflowPath: ".github/workflows/evil.yml" },
      "run-workflow-not-allowed",
    ],
    [
      "a workflow whose path only ends alike",
      { workflowPath: "x/.github/workflows/ci.yml" },
      "run-workflow-not-allowed",
    ],
  ])("refuses %s", (_, wish, reason) => {
    expect(evaluateRun(aRun(wish), expected)).toMatchObject({ kind: "refused", reason });
  });

  it("refuses everything where no workflow is allowed", () => {
    expect(evaluateRun(aRun(), { ...expected, workflows: [] })).toMatchObject({
      reason: "run-workflow-not-allowed",
    });
  });
});

describe("isReusableRun", () => {
  it.each([
    ["push", true],
    ["pull_request", true],
    ["merge_group", true],
    ["workflow_dispatch", false],
    ["schedule", false],
  ])("says of %s: %s", (event, reusable) => {
    expect(isReusableRun(aRun({ event }))).toBe(reusable);
  });
});

const head = aCommit("head of the pull request");
const nothing: BranchFacts = { reachable: false, mergedPulls: [] };
const onBranch: BranchFacts = { reachable: true, mergedPulls: [] };
const merged = (wish: Partial<MergedPull> = {}): BranchFacts => ({
  reachable: false,
  mergedPulls: [
    {
      number: 1,
      headSha: head,
      baseBranch: "master",
      mergeCommit: aCommit("merge"),
      mergeTree: aTree(),
      mergeCommitReachable: true,
      ...wish,
    },
  ],
});

describe("countsForBranch", () => {
  it.each<[string, Partial<RunRecord>, BranchFacts]>([
    ["a push that is on the branch", {}, onBranch],
    ["a run by hand on the branch", { event: "workflow_dispatch" }, onBranch],
    [
      "a merge queue's run that became the branch",
      { event: "merge_group", headBranch: "gh-readonly-queue/master/pr-1" },
      onBranch,
    ],
    [
      "a pull request that was merged as it was built",
      { event: "pull_request", headSha: head },
      merged(),
    ],
  ])("accepts %s", (_, wish, facts) => {
    expect(countsForBranch(aRun(wish), "master", aTree(), facts)).toEqual({ kind: "accepted" });
  });

  const pull = { event: "pull_request", headSha: head, headBranch: "feature" };
  it.each<[string, Partial<RunRecord>, TreeSha | null, BranchFacts]>([
    ["a tag named like the branch", { headBranch: "master" }, aTree(), nothing],
    ["a commit that was force-pushed away", {}, aTree(), nothing],
    [
      "a clean tree on a malicious parent, pushed to a side branch",
      { headBranch: "side" },
      aTree(),
      nothing,
    ],
    ["a merge queue's run that was thrown away", { event: "merge_group" }, aTree(), nothing],
    ["a pull request that isn't merged", pull, aTree(), nothing],
    ["a pull request whose head is an ancestor of the branch by now", pull, aTree(), onBranch],
    [
      "a pull request that was merged into another branch",
      pull,
      aTree(),
      merged({ baseBranch: "develop" }),
    ],
    [
      "a pull request whose head moved on before the merge",
      pull,
      aTree(),
      merged({ headSha: aCommit("later") }),
    ],
    [
      "a pull request whose base had moved",
      pull,
      aTree(),
      merged({ mergeTree: aTree("with the base") }),
    ],
    ["a test merge, of which no tree is known", pull, null, merged()],
    ["a merge that was force-pushed away", pull, aTree(), merged({ mergeCommitReachable: false })],
  ])("refuses %s", (_, wish, tree, facts) => {
    expect(countsForBranch(aRun(wish), "master", tree, facts)).toMatchObject({
      kind: "refused",
      reason: "branch-not-proven",
    });
  });

  it("finds the one pull request among several that proves it", () => {
    const several = {
      ...nothing,
      mergedPulls: [...merged({ baseBranch: "x" }).mergedPulls, ...merged().mergedPulls],
    };

    expect(countsForBranch(aRun(pull), "master", aTree(), several).kind).toBe("accepted");
  });

  it("believes nothing that the run says of its branch", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (headBranch, reachable) => {
        const verdict = countsForBranch(aRun({ headBranch }), "master", aTree(), {
          ...nothing,
          reachable,
        });

        expect(verdict.kind).toBe(reachable ? "accepted" : "refused");
      }),
    );
  });
});

describe("judgeSourceTree", () => {
  const tree = aTree("of the head commit");

  it("takes the tree that GitHub reports", () => {
    expect(judgeSourceTree(aRun(), tree, tree)).toEqual({ kind: "accepted", sourceTree: tree });
  });

  it("keeps a build of unknown sources without a tree", () => {
    expect(judgeSourceTree(aRun(), tree, null)).toEqual({ kind: "accepted", sourceTree: null });
  });

  it("keeps a pull request's test merge without a tree, so that it is never reused", () => {
    const run = aRun({ event: "pull_request" });

    expect(judgeSourceTree(run, tree, aTree("of the test merge"))).toEqual({
      kind: "accepted",
      sourceTree: null,
    });
  });

  it.each(["push", "merge_group", "workflow_dispatch"])(
    "refuses a run of %s that claims the tree of a later commit",
    (event) => {
      expect(judgeSourceTree(aRun({ event }), tree, aTree("of a child"))).toMatchObject({
        kind: "refused",
        reason: "artifact-claims-other-run",
      });
    },
  );
});
