import { listComments } from "../../github/comments.ts";
import { issueByNumber, labelOrNameOnly } from "../../github/issue-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { notFound } from "../../github/problem.ts";
import { isPull } from "../../github/pull-records.ts";
import { pullCommits } from "../../github/pulls.ts";
import { gitOf, repositoryOf } from "../../github/repositories.ts";
import { secondsToIso } from "../../github/instants.ts";
import { timelineOf } from "../../github/timeline.ts";
import type { Issue, Iso8601, TimelineEvent } from "../../model.ts";
import { issueHtmlUrl } from "../../rest/issue-json.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";

export type TimelineArguments = PageArguments & {
  /** As the schema names them, for example `LABELED_EVENT`. */
  readonly itemTypes?: readonly string[] | null;
  readonly since?: Iso8601 | null;
  readonly skip?: number | null;
};

type Item = {
  readonly type: string;
  readonly key: string;
  readonly at: Iso8601;
  readonly view: () => View;
};

/** Events, comments and a pull request's commits in the order in which they happened. */
export async function timelineConnection(
  views: Views,
  issue: Issue,
  { itemTypes, since, skip, ...args }: TimelineArguments,
) {
  const all = await timelineItems(views, issue);
  const filtered = all.filter(
    ({ type, at }) =>
      (!itemTypes?.length || itemTypes.includes(type)) &&
      (!since || Date.parse(at) >= Date.parse(since)),
  );
  const items = filtered.slice(skip ?? 0);
  const { first, last } = args;
  return {
    ...connection({
      name: "timelineItems",
      args,
      items,
      keyOf: ({ key }) => key,
      toNode: ({ view }) => view(),
    }),
    totalCount: all.length,
    filteredCount: filtered.length,
    pageCount: Math.min(items.length, first ?? last ?? 0),
  };
}

/** `LabeledEvent`, `MergedEvent` and their like. */
export function timelineEventView(views: Views, event: TimelineEvent): View {
  const { context } = views;
  const repository = repositoryOf(context, event);
  const issue = issueByNumber(context, repository, event.issueNumber);
  if (issue === undefined) throw notFound();
  const url = `${issueHtmlUrl(context, repository, issue)}#event-${event.id}`;
  const common = {
    id: formatNodeId("TimelineEvent", event.id),
    actor: () => views.actor(event.actor),
    createdAt: event.createdAt,
    url,
    resourcePath: url.slice(context.baseUrl().length),
  };
  const subject = () => views.issue(issue);
  switch (event.event) {
    case "labeled":
    case "unlabeled": {
      const label = () => views.label(repository, labelOrNameOnly(repository, event.label ?? ""));
      return { __typename: typeNames[event.event], ...common, label, labelable: subject };
    }
    case "closed":
    case "reopened":
      return { __typename: typeNames[event.event], ...common, closable: subject };
    case "merged": {
      const oid = issue.pull?.mergeCommitSha ?? null;
      return {
        __typename: typeNames.merged,
        ...common,
        commit: () => (oid === null ? null : views.commit(repository, oid)),
        mergeRefName: issue.pull?.base.ref ?? "",
        pullRequest: subject,
      };
    }
  }
}

const typeNames: Readonly<Record<TimelineEvent["event"], string>> = {
  labeled: "LabeledEvent",
  unlabeled: "UnlabeledEvent",
  closed: "ClosedEvent",
  reopened: "ReopenedEvent",
  merged: "MergedEvent",
};

async function timelineItems(views: Views, issue: Issue): Promise<readonly Item[]> {
  const { context } = views;
  const events = timelineOf(context, issue).map((event) => ({
    type: `${event.event.toUpperCase()}_EVENT`,
    key: `event-${event.id}`,
    at: event.createdAt,
    view: () => views.timelineEvent(event),
  }));
  const comments = listComments(context, issue).map((comment) => ({
    type: "ISSUE_COMMENT",
    key: `comment-${comment.id}`,
    at: comment.createdAt,
    view: () => views.comment(comment),
  }));
  const items: readonly Item[] = [...(await commitItems(views, issue)), ...events, ...comments];
  return [...items].sort((one, other) => one.at.localeCompare(other.at));
}

async function commitItems(views: Views, issue: Issue): Promise<readonly Item[]> {
  if (!isPull(issue)) return [];
  const { context } = views;
  const git = gitOf(context, repositoryOf(context, issue));
  const oids = await pullCommits(context, issue);
  return Promise.all(
    oids.map(async (oid) => ({
      type: "PULL_REQUEST_COMMIT",
      key: oid,
      at: secondsToIso((await git.commit(oid))?.committer.seconds ?? 0),
      view: () => views.pullCommit(issue, oid),
    })),
  );
}
