import { formatNodeId } from "../../github/node-id.ts";
import { repositoryOf } from "../../github/repositories.ts";
import { combinedStatus } from "../../github/statuses.ts";
import type { CommitStatus, Oid, Repository } from "../../model.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";

/** `Status`: the newest of each context; null when nothing was reported. */
export function statusView(views: Views, repository: Repository, oid: Oid): View | null {
  requireReading(views, repository, "statuses");
  const { state, statuses } = combinedStatus(views.context, repository, oid);
  if (statuses.length === 0) return null;
  return {
    __typename: "Status",
    id: formatNodeId("Status", `${repository.id}:${oid}`),
    state: state.toUpperCase(),
    commit: () => views.commit(repository, oid),
    contexts: () => statuses.map(views.commitStatus),
    context: ({ name }: { readonly name: string }) => {
      const found = statuses.find((status) => status.context === name);
      return found === undefined ? null : views.commitStatus(found);
    },
  };
}

/** `StatusContext`. */
export function commitStatusView(views: Views, status: CommitStatus): View {
  const repository = repositoryOf(views.context, status);
  return {
    __typename: "StatusContext",
    id: formatNodeId("StatusContext", status.id),
    context: status.context,
    description: status.description,
    state: status.state.toUpperCase(),
    targetUrl: status.targetUrl,
    createdAt: status.createdAt,
    creator: () => views.actor(status.creator),
    commit: () => views.commit(repository, status.sha),
  };
}
