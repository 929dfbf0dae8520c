import { canSee } from "../github/access.ts";
import { checkRunById } from "../github/check-records.ts";
import { commentById } from "../github/comments.ts";
import { deploymentById } from "../github/deployment-records.ts";
import { issueById } from "../github/issue-records.ts";
import { parseGitNodeId, parseNodeId } from "../github/node-id.ts";
import type { GitNodeId, NodeKind } from "../github/node-id.ts";
import { notFound } from "../github/problem.ts";
import type { GithubProblem } from "../github/problem.ts";
import { repositoryById } from "../github/repositories.ts";
import type { Label, Repository } from "../model.ts";
import type { Views } from "./view.ts";

/** A record and where it is. */
export type Placed<Item> = { readonly item: Item; readonly repository: Repository };

/** GitHub's words for an id that names nothing, or nothing that the caller may know of. */
export function unresolved(id: string): GithubProblem {
  return notFound(`Could not resolve to a node with the global id of '${id.slice(0, 200)}'`);
}

export function repositoryByNodeId(views: Views, id: string): Repository {
  return visible(views, id, numberOf(id, "Repository"));
}

/** An issue or a pull request. */
export function issueByNodeId(views: Views, id: string) {
  const number = numberOf(id, "Issue", "PullRequest");
  return placed(views, id, issueById(views.context, number));
}

export function commentByNodeId(views: Views, id: string) {
  return placed(views, id, commentById(views.context, numberOf(id, "IssueComment")));
}

export function deploymentByNodeId(views: Views, id: string) {
  return placed(views, id, deploymentById(views.context, numberOf(id, "Deployment")));
}

export function checkRunByNodeId(views: Views, id: string) {
  return placed(views, id, checkRunById(views.context, numberOf(id, "CheckRun")));
}

export function timelineEventByNodeId(views: Views, id: string) {
  const { timelineEvents } = views.context.state;
  return placed(views, id, timelineEvents.get(numberOf(id, "TimelineEvent")));
}

export function commitStatusByNodeId(views: Views, id: string) {
  const { commitStatuses } = views.context.state;
  return placed(views, id, commitStatuses.get(numberOf(id, "StatusContext")));
}

export function labelByNodeId(views: Views, id: string): Placed<Label> {
  const number = numberOf(id, "Label");
  const isIt = (label: Label) => label.id === number;
  const repository = views.context.state.repositories.find(({ labels }) => labels.some(isIt));
  const item = repository?.labels.find(isIt);
  if (repository === undefined || item === undefined) throw unresolved(id);
  return { item, repository: visible(views, id, repository.id) };
}

/** An object, or a ref by its full name, that is or was there. */
export function gitNodeByNodeId(views: Views, id: string): Placed<GitNodeId> {
  const node = parseGitNodeId(id);
  if (node === undefined) throw unresolved(id);
  return placed(views, id, node);
}

/** A ref's full name. */
export function refByNodeId(views: Views, id: string): Placed<string> {
  const { item, repository } = gitNodeByNodeId(views, id);
  if (item.kind !== "Ref") throw unresolved(id);
  return { item: item.name, repository };
}

/** The number in an id of one of these kinds. */
export function numberOf(id: string, ...kinds: readonly NodeKind[]): number {
  const node = parseNodeId(id);
  if (node === undefined || !kinds.includes(node.kind)) throw unresolved(id);
  return Number(node.id);
}

function placed<Item extends { readonly repositoryId: number }>(
  views: Views,
  id: string,
  item: Item | undefined,
): Placed<Item> {
  if (item === undefined) throw unresolved(id);
  return { item, repository: visible(views, id, item.repositoryId) };
}

function visible({ context, caller }: Views, id: string, repositoryId: number): Repository {
  const repository = repositoryById(context, repositoryId);
  if (repository === undefined || !canSee(context, caller, repository)) throw unresolved(id);
  return repository;
}
