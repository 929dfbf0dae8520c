import type { PullRequest } from "../../github/pull-records.ts";
import type { Issue, Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { Views } from "../view.ts";

export type IssueOrder = {
  readonly field: "COMMENTS" | "CREATED_AT" | "UPDATED_AT";
  readonly direction: "ASC" | "DESC";
};

export type PullsArguments = PageArguments & {
  readonly states?: readonly ("OPEN" | "CLOSED" | "MERGED")[] | null;
  readonly labels?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly orderBy?: IssueOrder | null;
};

export function pullConnection(
  views: Views,
  repository: Repository,
  pulls: readonly PullRequest[],
  asked: PullsArguments & { readonly field: "associatedPullRequests" | "pullRequests" },
) {
  requireReading(views, repository, "pull_requests");
  const { states, labels, baseRefName, headRefName, orderBy, field, ...args } = asked;
  const matching = pulls.filter(
    (pull) =>
      (!states?.length || states.includes(pullState(pull))) &&
      hasSomeLabel(pull, labels) &&
      (!baseRefName || pull.pull.base.ref === baseRefName) &&
      (!headRefName || pull.pull.head.ref === headRefName),
  );
  return connection({
    name: field,
    args,
    items: inOrder(views, matching, orderBy),
    keyOf: ({ id }) => id,
    toNode: views.issue,
  });
}

export function pullState({ state, pull }: PullRequest): "OPEN" | "CLOSED" | "MERGED" {
  if (pull.mergedAt !== null) return "MERGED";
  return state === "open" ? "OPEN" : "CLOSED";
}

/** GitHub takes issues with any of the labels; none named: all issues. */
export function hasSomeLabel(issue: Issue, labels: readonly string[] | null | undefined): boolean {
  return !labels?.length || labels.some((name) => issue.labels.includes(name));
}

/** Oldest first unless asked otherwise. */
export function inOrder<Item extends Issue>(
  { context }: Views,
  issues: readonly Item[],
  orderBy: IssueOrder | null | undefined,
): readonly Item[] {
  if (!orderBy) return issues;
  const countOf = (issue: Issue) =>
    context.state.comments.filter(
      ({ repositoryId, issueNumber }) =>
        repositoryId === issue.repositoryId && issueNumber === issue.number,
    ).length;
  const compare = {
    COMMENTS: (one: Item, other: Item) => countOf(one) - countOf(other),
    CREATED_AT: (one: Item, other: Item) => one.createdAt.localeCompare(other.createdAt),
    UPDATED_AT: (one: Item, other: Item) => one.updatedAt.localeCompare(other.updatedAt),
  }[orderBy.field];
  const ascending = [...issues].sort(
    (one, other) => compare(one, other) || one.number - other.number,
  );
  return orderBy.direction === "ASC" ? ascending : ascending.reverse();
}
