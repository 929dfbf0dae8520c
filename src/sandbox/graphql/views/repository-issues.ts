import { issueByNumber, issuesOf } from "../../github/issue-records.ts";
import { notFound } from "../../github/problem.ts";
import { isPull, pullsOf } from "../../github/pull-records.ts";
import type { Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";
import { hasSomeLabel, inOrder, pullConnection } from "./pull-lists.ts";
import type { IssueOrder, PullsArguments } from "./pull-lists.ts";

type Numbered = { readonly number: number };

/** Those fields of a repository that are about its issues and pull requests. */
export function issueFields(views: Views, repository: Repository) {
  return {
    issue: ({ number }: Numbered) => numbered(views, repository, number, "Issue"),
    pullRequest: ({ number }: Numbered) => numbered(views, repository, number, "PullRequest"),
    issueOrPullRequest: ({ number }: Numbered) => numbered(views, repository, number, "either"),
    issues: (args: IssuesArguments) => issueConnection(views, repository, args),
    pullRequests: (args: PullsArguments) =>
      pullConnection(views, repository, pullsOf(views.context, repository), {
        ...args,
        field: "pullRequests",
      }),
  };
}

function numbered(
  views: Views,
  repository: Repository,
  number: number,
  kind: "Issue" | "PullRequest" | "either",
): View {
  requireReading(views, repository, kind === "PullRequest" ? "pull_requests" : "conversation");
  const issue = issueByNumber(views.context, repository, number);
  const isMeant = kind === "either" || (issue?.pull !== null) === (kind === "PullRequest");
  if (issue !== undefined && isMeant) return views.issue(issue);
  throw notFound(`Could not resolve to ${words[kind]} with the number of ${number}.`);
}

const words = {
  Issue: "an Issue",
  PullRequest: "a PullRequest",
  either: "an issue or pull request",
} as const;

type IssuesArguments = PageArguments & {
  readonly states?: readonly ("OPEN" | "CLOSED")[] | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: IssueOrder | null;
};

function issueConnection(
  views: Views,
  repository: Repository,
  { states, labels, orderBy, ...args }: IssuesArguments,
) {
  requireReading(views, repository, "conversation");
  const matching = issuesOf(views.context, repository).filter(
    (issue) =>
      !isPull(issue) &&
      (!states?.length || states.includes(issue.state === "open" ? "OPEN" : "CLOSED")) &&
      hasSomeLabel(issue, labels),
  );
  return connection({
    name: "issues",
    args,
    items: inOrder(views, matching, orderBy),
    keyOf: ({ id }) => id,
    toNode: views.issue,
  });
}
