import type { SandboxContext } from "../context.ts";
import type { Comparison } from "../git/git-store.ts";
import type { Issue, Oid, Pull, Repository } from "../model.ts";
import { compareCommits } from "./commit-reading.ts";
import { issueByNumber, issuesOf } from "./issue-records.ts";
import { repositoryById, repositoryOf } from "./repositories.ts";

/** An issue that is a pull request. */
export type PullRequest = Issue & { readonly pull: Pull };

export function isPull(issue: Issue): issue is PullRequest {
  return issue.pull !== null;
}

export function pullByNumber(
  context: SandboxContext,
  repository: Pick<Repository, "id">,
  number: number,
): PullRequest | undefined {
  const issue = issueByNumber(context, repository, number);
  return issue !== undefined && isPull(issue) ? issue : undefined;
}

export function pullsOf(context: SandboxContext, repository: Repository): readonly PullRequest[] {
  return issuesOf(context, repository).filter(isPull);
}

/** Newest first unless asked otherwise; `head` is `owner:branch`. */
export function listPulls(
  context: SandboxContext,
  repository: Repository,
  filter: {
    readonly state?: "open" | "closed" | "all";
    readonly head?: string | undefined;
    readonly base?: string | undefined;
    readonly sort?: "created" | "updated";
    readonly direction?: "asc" | "desc";
  },
): readonly PullRequest[] {
  const { state = "open", head, base, sort = "created", direction = "desc" } = filter;
  const matching = pullsOf(context, repository).filter(
    (pull) =>
      (state === "all" || pull.state === state) &&
      (base === undefined || pull.pull.base.ref === base) &&
      (head === undefined || headLabel(context, pull).toLowerCase() === head.toLowerCase()),
  );
  const key = sort === "created" ? "createdAt" : "updatedAt";
  const ascending = [...matching].sort(
    (one, other) => one[key].localeCompare(other[key]) || one.number - other.number,
  );
  return direction === "asc" ? ascending : ascending.reverse();
}

function headLabel(context: SandboxContext, pull: PullRequest): string {
  const owner = repositoryById(context, pull.pull.head.repositoryId)?.owner ?? "unknown";
  return `${owner}:${pull.pull.head.ref}`;
}

/** Null once it is closed: GitHub then no longer computes a test merge. */
export function mergeableOf(pull: PullRequest): boolean | null {
  return pull.state === "closed" ? null : pull.pull.mergeCommitSha !== null;
}

/** What the pull request brings, against the common ancestor with its base as it was when the head last moved. */
export async function comparePull(context: SandboxContext, pull: PullRequest): Promise<Comparison> {
  const { base, head } = pull.pull;
  const comparisons = comparisonsOf(context);
  const known = comparisons.get(pull.id);
  if (known?.base === base.sha && known.head === head.sha) return known.comparison;
  const repository = repositoryOf(context, pull);
  const comparison = await compareCommits(context, repository, base.sha, head.sha);
  comparisons.set(pull.id, { base: base.sha, head: head.sha, comparison });
  return comparison;
}

/** The ref that GitHub keeps for the pull request's head, and for its test merge while there is one. */
export function pullRef(number: number, side: "head" | "merge"): string {
  return `refs/pull/${number}/${side}`;
}

/** Open pull requests whose head, in whichever repository, or base is this branch. */
export function pullsOfBranch(
  context: SandboxContext,
  repository: Repository,
  branch: string,
): readonly PullRequest[] {
  return context.state.issues
    .filter((issue) => issue.state === "open")
    .filter(isPull)
    .filter(({ repositoryId, pull }) => {
      const isHead = pull.head.repositoryId === repository.id && pull.head.ref === branch;
      return isHead || (repositoryId === repository.id && pull.base.ref === branch);
    });
}

/** Whether the commit is this pull request's head or its merge, from the record alone. */
export function concernsCommit(pull: PullRequest, oid: Oid): boolean {
  return (
    pull.pull.head.sha === oid || (pull.pull.mergedAt !== null && pull.pull.mergeCommitSha === oid)
  );
}

/** The last comparison of each pull request: commits never change, and payloads ask again and again. */
type Comparisons = Map<
  number,
  { readonly base: Oid; readonly head: Oid; readonly comparison: Comparison }
>;

const comparisonsBySandbox = new WeakMap<SandboxContext, Comparisons>();

function comparisonsOf(context: SandboxContext): Comparisons {
  const known = comparisonsBySandbox.get(context);
  if (known !== undefined) return known;
  const comparisons: Comparisons = new Map();
  comparisonsBySandbox.set(context, comparisons);
  return comparisons;
}
