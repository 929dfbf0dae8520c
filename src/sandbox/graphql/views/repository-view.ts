import { allows, canSee, hasRole, roleOf } from "../../github/access.ts";
import type { Role } from "../../github/access.ts";
import { organizationByLogin } from "../../github/accounts.ts";
import { environmentsOf } from "../../github/deployment-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { GithubProblem } from "../../github/problem.ts";
import { gitOf, repositoryById } from "../../github/repositories.ts";
import type { Account, Oid, Repository } from "../../model.ts";
import { htmlUrl } from "../../rest/urls.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";
import { isNamed } from "./account-views.ts";
import { deploymentConnection } from "./deployment-views.ts";
import type { DeploymentsArguments } from "./deployment-views.ts";
import { labelConnection } from "./label-view.ts";
import { issueFields } from "./repository-issues.ts";
import { refFields } from "./repository-refs.ts";

/** What is not the repository's own business stands in repository-refs.ts and repository-issues.ts. */
export function repositoryView(views: Views, repository: Repository): View {
  const { context } = views;
  const { owner, name } = repository;
  const path = `/${owner}/${name}`;
  const forkOf = repository.forkOf;
  return {
    __typename: "Repository",
    id: formatNodeId("Repository", repository.id),
    databaseId: repository.id,
    name,
    nameWithOwner: `${owner}/${name}`,
    resourcePath: path,
    url: htmlUrl(context, path),
    owner: () => views.actor(owner),
    parent: () => {
      const parent = forkOf === null ? undefined : repositoryById(context, forkOf);
      const isSeen = parent !== undefined && canSee(context, views.caller, parent);
      return isSeen ? views.repository(parent) : null;
    },
    createdAt: repository.createdAt,
    isArchived: false,
    isFork: forkOf !== null,
    isInOrganization: () => organizationByLogin(context, owner) !== undefined,
    isPrivate: repository.private,
    visibility: repository.private ? "PRIVATE" : "PUBLIC",
    isEmpty: async () => (await gitOf(context, repository).refs("refs/heads/")).length === 0,
    viewerPermission: () => permissionName(viewerRole(views, repository)),
    object: (args: ObjectArguments) => objectOf(views, repository, args),
    ...refFields(views, repository),
    ...issueFields(views, repository),
    label: ({ name: wanted }: { readonly name: string }) => {
      requireReading(views, repository, "conversation");
      const label = repository.labels.find((known) => known.name === wanted);
      return label === undefined ? null : views.label(repository, label);
    },
    labels: ({ query, ...args }: PageArguments & { readonly query?: string | null }) => {
      requireReading(views, repository, "conversation");
      const isMeant = (label: string) => !query || label.includes(query);
      const labels = repository.labels.filter((label) => isMeant(label.name));
      return labelConnection(views, repository, labels, args);
    },
    collaborators: (args: CollaboratorsArguments) => collaborators(views, repository, args),
    deployments: (args: DeploymentsArguments) => deploymentConnection(views, repository, {}, args),
    ...environmentFields(views, repository),
  };
}

type ObjectArguments = { readonly expression?: string | null; readonly oid?: Oid | null };

async function objectOf(
  views: Views,
  repository: Repository,
  { expression, oid }: ObjectArguments,
): Promise<View | null> {
  requireReading(views, repository, "contents");
  if (oid) return views.object(repository, oid);
  if (!expression)
    throw new GithubProblem("invalid", "Either `expression` or `oid` must be provided.");
  const found = await gitOf(views.context, repository).resolve(expression);
  if (found === undefined) return null;
  return views.object(repository, found, /^[^:]*:(.*?)\/?$/.exec(expression)?.[1]);
}

function environmentFields(views: Views, repository: Repository) {
  const environments = () => {
    requireReading(views, repository, "deployments");
    return environmentsOf(views.context, repository);
  };
  return {
    environment: ({ name }: { readonly name: string }) => {
      const found = environments().find((known) => known.name === name);
      return found === undefined ? null : views.environment(found);
    },
    environments: ({ names, ...args }: PageArguments & { readonly names?: readonly string[] }) =>
      connection({
        name: "environments",
        args,
        items: environments().filter(({ name }) => !names?.length || names.includes(name)),
        keyOf: ({ id }) => id,
        toNode: views.environment,
      }),
  };
}

type CollaboratorsArguments = PageArguments & {
  readonly login?: string | null;
  readonly query?: string | null;
};

/** Everyone who has a role here, not those who may only read because everybody may. */
function collaborators(
  views: Views,
  repository: Repository,
  { login, query, ...args }: CollaboratorsArguments,
) {
  const { context } = views;
  requireOverview(views, repository);
  const roleHere = (account: Account) =>
    roleOf(context, { ...repository, private: true }, account.login);
  return connection({
    name: "collaborators",
    args,
    items: context.state.accounts.filter(
      (account) =>
        account.type === "User" &&
        (!login || account.login.toLowerCase() === login.toLowerCase()) &&
        isNamed(views, account.login, query) &&
        roleHere(account) !== "none",
    ),
    keyOf: (account) => account.id,
    toNode: views.user,
    toEdge: (account) => ({ permission: permissionName(roleHere(account)) }),
  });
}

function requireOverview({ context, caller }: Views, repository: Repository): void {
  if (caller.kind === "user" && !hasRole(context, repository, caller.login, "write"))
    throw new GithubProblem(
      "forbidden",
      "You do not have permission to view repository collaborators.",
    );
}

function viewerRole({ context, caller }: Views, repository: Repository): Role {
  switch (caller.kind) {
    case "user":
      return roleOf(context, repository, caller.login);
    case "installation":
    case "actions":
      return allows(context, caller, repository, "contents", "write") ? "write" : "read";
    case "anonymous":
    case "app":
      return "none";
  }
}

function permissionName(role: Role): string | null {
  return role === "none" ? null : role.toUpperCase();
}
