import type { SandboxContext } from "../context.ts";
import type { Issue, Label, Repository } from "../model.ts";
import { labelJson } from "../rest/issue-json.ts";
import type { Actor } from "./accounts.ts";
import { emitIssueEvent } from "./events.ts";
import { toIso } from "./instants.ts";
import { labelByName, labelOrNameOnly, latestIssue } from "./issue-records.ts";
import { GithubProblem, invalid, notFound } from "./problem.ts";
import { repositoryOf } from "./repositories.ts";
import { recordTimelineEvent } from "./timeline.ts";

/** A label of the repository. Its name must be free, whatever its case: 422. */
export function createLabel(
  context: SandboxContext,
  repository: Repository,
  input: {
    readonly name: string;
    /** Six hex digits without `#`. */
    readonly color?: string;
    readonly description?: string | null;
  },
): Label {
  if (labelByName(repository, input.name) !== undefined)
    throw invalid({ resource: "Label", code: "already_exists", field: "name" });
  if (input.name.trim() === "" || input.name.length > 50)
    throw invalid({ resource: "Label", code: "invalid", field: "name", value: input.name });
  const label: Label = {
    id: context.state.nextId("labels"),
    name: input.name,
    color: input.color ?? "ededed",
    description: input.description ?? null,
  };
  context.state.repositories.put({ ...repository, labels: [...repository.labels, label] });
  return label;
}

/** Takes it off the repository and off all its issues, without events for these, as GitHub does. */
export function deleteLabel(context: SandboxContext, repository: Repository, name: string): void {
  const label = labelByName(repository, name);
  if (label === undefined) throw notFound();
  const labels = repository.labels.filter((other) => other.id !== label.id);
  context.state.repositories.put({ ...repository, labels });
  for (const issue of context.state.issues.filter(
    (issue) => issue.repositoryId === repository.id && hasLabel(issue, name),
  ))
    context.state.issues.put({ ...issue, labels: without(issue.labels, name) });
}

/** Labels that the repository lacks are made. Those already on the issue are left alone. */
export async function addLabels(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  names: readonly string[],
): Promise<Issue> {
  for (const name of names) await addLabel(context, actor, issue, name);
  return latestIssue(context, issue);
}

/** Exactly these labels afterwards. */
export async function setLabels(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  names: readonly string[],
): Promise<Issue> {
  const isWanted = (label: string) =>
    names.some((name) => name.toLowerCase() === label.toLowerCase());
  for (const label of latestIssue(context, issue).labels)
    if (!isWanted(label)) await removeLabel(context, actor, issue, label);
  return addLabels(context, actor, issue, names);
}

/** 404 `Label does not exist` when it is not on the issue. */
export async function removeLabel(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  name: string,
): Promise<Issue> {
  const current = latestIssue(context, issue);
  if (!hasLabel(current, name)) throw new GithubProblem("not-found", "Label does not exist");
  const changed = put(context, { ...current, labels: without(current.labels, name) });
  await tell(context, actor, changed, "unlabeled", name);
  return changed;
}

function hasLabel(issue: Issue, name: string): boolean {
  return issue.labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

function without(labels: readonly string[], name: string): readonly string[] {
  return labels.filter((label) => label.toLowerCase() !== name.toLowerCase());
}

async function addLabel(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  name: string,
): Promise<void> {
  const current = latestIssue(context, issue);
  if (hasLabel(current, name)) return;
  const repository = repositoryOf(context, issue);
  const label = labelByName(repository, name) ?? createLabel(context, repository, { name });
  const changed = put(context, { ...current, labels: [...current.labels, label.name] });
  await tell(context, actor, changed, "labeled", label.name);
}

function put(context: SandboxContext, issue: Issue): Issue {
  const changed = { ...issue, updatedAt: toIso(context.now()) };
  context.state.issues.put(changed);
  return changed;
}

async function tell(
  context: SandboxContext,
  actor: Actor,
  issue: Issue,
  action: "labeled" | "unlabeled",
  name: string,
): Promise<void> {
  recordTimelineEvent(context, issue, { event: action, actor: actor.login, label: name });
  const repository = repositoryOf(context, issue);
  const label = labelJson(context, repository, labelOrNameOnly(repository, name));
  await emitIssueEvent(context, { issue, action, sender: actor.login, fields: { label } });
}
