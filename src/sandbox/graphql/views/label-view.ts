import { formatNodeId } from "../../github/node-id.ts";
import type { Label, Repository } from "../../model.ts";
import { repositoryHtmlUrl } from "../../rest/urls.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import type { View, Views } from "../view.ts";

export function labelView(views: Views, repository: Repository, label: Label): View {
  const path = `/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: "Label",
    id: formatNodeId("Label", label.id),
    name: label.name,
    color: label.color,
    url: repositoryHtmlUrl(views.context, repository, path),
    repository: () => views.repository(repository),
  };
}

export type LabelOrder = {
  readonly field: "CREATED_AT" | "NAME";
  readonly direction: "ASC" | "DESC";
};

export function labelConnection(
  views: Views,
  repository: Repository,
  labels: readonly Label[],
  { orderBy, ...args }: PageArguments & { readonly orderBy?: LabelOrder | null | undefined },
) {
  const compare = (one: Label, other: Label) =>
    orderBy?.field === "NAME" ? one.name.localeCompare(other.name) : one.id - other.id;
  const ascending = [...labels].sort(compare);
  return connection({
    name: "labels",
    args,
    items: orderBy?.direction === "DESC" ? ascending.reverse() : ascending,
    keyOf: ({ name }) => name,
    toNode: (label) => views.label(repository, label),
  });
}
