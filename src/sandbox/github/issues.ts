import type { SandboxContext } from "../context.ts";
import type { Issue, Iso8601, Repository } from "../model.ts";
import type { Actor } from "./accounts.ts";
import { emitIssueEvent } from "./events.ts";
import { toIso } from "./instants.ts";
import { issuesOf, labelByName, latestIssue } from "./issue-records.ts";
import { createLabel, setLabels } from "./labels.ts";
import { invalid } from "./problem.ts";
import { repositoryOf } from "./repositories.ts";
import { recordTimelineEvent } from "./timeline.ts";

/** Of a comment as of an issue, in characters. */
export const bodyLimit = 65_536;

export type IssueChanges = {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: "open" | "closed" | undefined;
  readonly labels?: readonly string[] | undefined;
};

/** Newest first unless asked otherwise. Without `pulls: false` pull requests are among them. */
export function listIssues(
  context: SandboxContext,
  repository: Repository,
  filter: {
    readonly state?: "open" | "closed" | "all";
    readonly labels?: readonly string[];
    readonly creator?: string | undefined;
    /** Changed at or after. */
    readonly since?: Iso8601 | undefined;
    readonly sort?: "created" | "updated" | "comments";
    readonly direction?: "asc" | "desc";
    readonly pulls?: boolean;
  },
): readonly Issue[] {
  const { state = "open", labels = [], creator, since, pulls = true } = filter;
  const matching = issuesOf(context, repository).filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      (creator === undefined || issue.author.toLowerCase() === creator.toLowerCase()) &&
      (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since)) &&
      (pulls || issue.pull === null) &&
      labels.every((name) => issue.labels.includes(name)),
  );
  const key = filter.sort === "updated" ? "updatedAt" : "createdAt";
  const ascending = [...matching].sort(
    (one, other) => one[key].localeCompare(other[key]) || one.number - other.number,
  );
  return filter.direction === "asc" ? ascending : ascending.reverse();
}

export async function createIssue(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly title: string;
    readonly body?: string | null;
    readonly labels?: readonly string[];
  },
): Promise<Issue> {
  requireTitle("Issue", input.title);
  requireShortBody(input.body ?? null);
  const labels = (input.labels ?? []).map((name) => knownLabel(context, repository, name));
  const issue = registerIssue(context, actor, repository, { ...input, labels, pull: null });
  await emitIssueEvent(context, { issue, action: "opened", sender: actor.login });
  return issue;
}

/** Puts the record of a new issue or pull request, with the repository's next number. */
export function registerIssue(
  context: SandboxContext,
  actor: Actor,
  repository: Repository,
  input: {
    readonly title: string;
    readonly body?: string | null;
    readonly labels: readonly string[];
    readonly pull: Issue["pull"];
  },
): Issue {
  const now = toIso(context.now());
  const issue: Issue = {
    id: context.state.nextId("issues"),
    repositoryId: repository.id,
    number: nextNumber(context, repository),
    title: input.title,
    body: input.body ?? null,
    author: actor.login,
    state: "open",
    labels: input.labels,
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    pull: input.pull,
  };
  context.state.issues.put(issue);
  for (const label of issue.labels)
    recordTimelineEvent(context, issue, { event: "labeled", actor: actor.login, label });
  return issue;
}

/** Of issues and of pull requests. Each change that is one tells of itself. */
export async function updateIssue(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  changes: IssueChanges,
): Promise<Issue> {
  if (changes.title !== undefined) requireTitle("Issue", changes.title);
  if (changes.body !== undefined) requireShortBody(changes.body);
  await editText(context, actor, issue, changes);
  if (changes.state !== undefined) await changeState(context, actor, issue, changes.state);
  if (changes.labels !== undefined) await setLabels(context, actor, issue, changes.labels);
  return latestIssue(context, issue);
}

/** Closes or reopens; nothing when it is so already. */
export async function changeState(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  state: Issue["state"],
): Promise<void> {
  const current = latestIssue(context, issue);
  if (current.state === state) return;
  const now = toIso(context.now());
  const closedAt = state === "closed" ? now : null;
  const changed: Issue = { ...current, state, closedAt, updatedAt: now };
  context.state.issues.put(changed);
  const event = state === "closed" ? "closed" : "reopened";
  recordTimelineEvent(context, changed, { event, actor: actor.login });
  await emitIssueEvent(context, { issue: changed, action: event, sender: actor.login });
}

export function requireTitle(resource: "Issue" | "PullRequest", title: string): void {
  if (title.trim() === "") throw invalid({ resource, field: "title", code: "missing_field" });
}

export function requireShortBody(body: string | null): void {
  if (body === null || body.length <= bodyLimit) return;
  const message = `body is too long (maximum is ${bodyLimit} characters)`;
  throw invalid({ resource: "Issue", code: "custom", field: "body", message });
}

function knownLabel(context: SandboxContext, repository: Repository, name: string): string {
  const current = repositoryOf(context, { repositoryId: repository.id });
  return (labelByName(current, name) ?? createLabel(context, current, { name })).name;
}

function nextNumber(context: SandboxContext, repository: Repository): number {
  const numbers = issuesOf(context, repository).map((issue) => issue.number);
  return numbers.reduce((highest, number) => Math.max(highest, number), 0) + 1;
}

async function editText(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  { title, body }: IssueChanges,
): Promise<void> {
  const current = latestIssue(context, issue);
  const isNew = (text: string | null | undefined, known: string | null) =>
    text !== undefined && text !== known;
  if (!isNew(title, current.title) && !isNew(body, current.body)) return;
  const changed: Issue = {
    ...current,
    title: title ?? current.title,
    body: body === undefined ? current.body : body,
    updatedAt: toIso(context.now()),
  };
  context.state.issues.put(changed);
  const changes = {
    ...(isNew(title, current.title) ? { title: { from: current.title } } : {}),
    ...(isNew(body, current.body) ? { body: { from: current.body ?? "" } } : {}),
  };
  const sender = actor.login;
  await emitIssueEvent(context, { issue: changed, action: "edited", sender, fields: { changes } });
}
