import { seesTeams } from "../github/access.ts";
import { accountById } from "../github/accounts.ts";
import { checkRunsOf, checkSuiteIdOf } from "../github/check-records.ts";
import { deploymentOf, environmentsOf } from "../github/deployment-records.ts";
import { parseNodeId } from "../github/node-id.ts";
import type { NodeKind } from "../github/node-id.ts";
import { gitOf } from "../github/repositories.ts";
import type { Repository } from "../model.ts";
import {
  checkRunByNodeId,
  commentByNodeId,
  commitStatusByNodeId,
  deploymentByNodeId,
  gitNodeByNodeId,
  issueByNodeId,
  labelByNodeId,
  numberOf,
  repositoryByNodeId,
  timelineEventByNodeId,
  unresolved,
} from "./node-records.ts";
import type { Placed } from "./node-records.ts";
import { requireReading } from "./permissions.ts";
import type { Permission } from "./permissions.ts";
import type { View, Views } from "./view.ts";
import { reactableView } from "./views/reaction-views.ts";

/** What `node(id:)` finds, if the caller may see it; 404 in GitHub's words for anything else. */
export async function nodeView(views: Views, id: string): Promise<View> {
  const kind = parseNodeId(id)?.kind;
  const lookup = kind === undefined ? undefined : lookups[kind];
  const view = await lookup?.(views, id);
  if (view === undefined || view === null) throw unresolved(id);
  return view;
}

type Lookup = (views: Views, id: string) => View | Promise<View | null> | null;

/** A record that is seen with a permission of its repository. */
function readable<Item>(
  find: (views: Views, id: string) => Placed<Item>,
  permission: Permission,
  view: (views: Views, item: Item, repository: Repository) => ReturnType<Lookup>,
): Lookup {
  return (views, id) => {
    const { item, repository } = find(views, id);
    requireReading(views, repository, permission);
    return view(views, item, repository);
  };
}

const account: Lookup = (views, id) => {
  const found = accountById(views.context, numberOf(id, "Bot", "Organization", "User"));
  return found === undefined ? null : views.actor(found);
};

const issue = readable(issueByNodeId, "conversation", (views, item) => views.issue(item));

const gitObject = readable(gitNodeByNodeId, "contents", (views, { name }, repository) =>
  views.object(repository, name),
);

const ref = readable(gitNodeByNodeId, "contents", async (views, { name }, repository) => {
  const oid = await gitOf(views.context, repository).ref(name);
  return oid === undefined ? null : views.ref(repository, { name, oid });
});

const lookups: Partial<Readonly<Record<NodeKind, Lookup>>> = {
  App: (views, id) => views.app(numberOf(id, "App")),
  Bot: account,
  Organization: account,
  User: account,
  Team: teamNode,
  Repository: (views, id) => views.repository(repositoryByNodeId(views, id)),
  Blob: gitObject,
  Commit: gitObject,
  Tag: gitObject,
  Tree: gitObject,
  Ref: ref,
  Issue: issue,
  PullRequest: issue,
  IssueComment: readable(commentByNodeId, "conversation", (views, item) => views.comment(item)),
  Label: readable(labelByNodeId, "conversation", (views, item, repository) =>
    views.label(repository, item),
  ),
  Reaction: reactionNode,
  TimelineEvent: readable(timelineEventByNodeId, "conversation", (views, item) =>
    views.timelineEvent(item),
  ),
  StatusContext: readable(commitStatusByNodeId, "statuses", (views, item) =>
    views.commitStatus(item),
  ),
  CheckRun: readable(checkRunByNodeId, "checks", (views, item) => views.checkRun(item)),
  CheckSuite: checkSuiteNode,
  Deployment: readable(deploymentByNodeId, "deployments", (views, item) => views.deployment(item)),
  DeploymentStatus: deploymentStatusNode,
  Environment: environmentNode,
};

function teamNode(views: Views, id: string): View | null {
  const number = numberOf(id, "Team");
  for (const organization of views.context.state.organizations.list()) {
    const team = organization.teams.find((known) => known.id === number);
    if (team !== undefined && seesTeams(views.caller, organization))
      return views.team(organization, team);
  }
  return null;
}

/** What was reacted to decides who sees it. */
async function reactionNode(views: Views, id: string): Promise<View | null> {
  const reaction = views.context.state.reactions.get(numberOf(id, "Reaction"));
  if (reaction === undefined) return null;
  const { id: subject } = reactableView(views, reaction.subject);
  await nodeView(views, String(subject));
  return views.reaction(reaction);
}

/** A suite is known by the id of its first run. */
function checkSuiteNode(views: Views, id: string): View | null {
  const number = numberOf(id, "CheckSuite");
  const first = views.context.state.checkRuns.get(number);
  if (first === undefined || checkSuiteIdOf(views.context, first) !== number) return null;
  const repository = views.context.state.repositories.get(first.repositoryId);
  if (repository === undefined) return null;
  requireReading(views, repository, "checks");
  const own = checkRunsOf(views.context, repository, first.headSha).filter(
    ({ id: run, appId }) => appId === first.appId && run !== first.id,
  );
  return views.checkSuite(repository, [first, ...own]);
}

async function deploymentStatusNode(views: Views, id: string): Promise<View | null> {
  const number = numberOf(id, "DeploymentStatus");
  const status = views.context.state.deploymentStatuses.get(number);
  if (status === undefined) return null;
  const deployment = views.deployment(deploymentOf(views.context, status));
  await nodeView(views, String(deployment["id"]));
  return views.deploymentStatus(status);
}

/** An environment shares the id of its first deployment. */
function environmentNode(views: Views, id: string): View | null {
  const number = numberOf(id, "Environment");
  const deployment = views.context.state.deployments.get(number);
  const repository =
    deployment === undefined
      ? undefined
      : views.context.state.repositories.get(deployment.repositoryId);
  if (repository === undefined) return null;
  requireReading(views, repository, "deployments");
  const found = environmentsOf(views.context, repository).find((known) => known.id === number);
  return found === undefined ? null : views.environment(found);
}
