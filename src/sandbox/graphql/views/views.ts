import type { Caller, SandboxContext } from "../../context.ts";
import type { Views } from "../view.ts";
import { actorView, appView, organizationView, teamView, userView } from "./account-views.ts";
import { checkRunView, checkSuiteView } from "./check-views.ts";
import { commentView } from "./comment-view.ts";
import { commitView } from "./commit-view.ts";
import { deploymentStatusView, deploymentView, environmentView } from "./deployment-views.ts";
import { issueView } from "./issue-view.ts";
import { labelView } from "./label-view.ts";
import { objectView, treeView } from "./object-views.ts";
import { pullCommitView } from "./pull-view.ts";
import { reactionGroupViews, reactionView } from "./reaction-views.ts";
import { refView } from "./repository-refs.ts";
import { repositoryView } from "./repository-view.ts";
import { commitStatusView } from "./status-views.ts";
import { timelineEventView } from "./timeline-views.ts";

/** Everything as this caller sees it. */
export function createViews(context: SandboxContext, caller: Caller): Views {
  const views: Views = {
    context,
    caller,
    actor: (who) => actorView(views, who),
    user: (who) => userView(views, who),
    app: (appId) => appView(views, appId),
    organization: (organization) => organizationView(views, organization),
    team: (organization, team) => teamView(views, organization, team),
    repository: (repository) => repositoryView(views, repository),
    ref: (repository, ref, prefix) => refView(views, repository, ref, prefix),
    object: (repository, oid, path) => objectView(views, repository, oid, path),
    commit: (repository, oid) => commitView(views, repository, oid),
    tree: (repository, oid, path) => treeView(views, repository, oid, path),
    issue: (issue) => issueView(views, issue),
    pullCommit: (pull, oid) => pullCommitView(views, pull, oid),
    comment: (comment) => commentView(views, comment),
    label: (repository, label) => labelView(views, repository, label),
    reaction: (reaction) => reactionView(views, reaction),
    reactionGroups: (subject) => reactionGroupViews(views, subject),
    timelineEvent: (event) => timelineEventView(views, event),
    commitStatus: (status) => commitStatusView(views, status),
    checkRun: (run) => checkRunView(views, run),
    checkSuite: (repository, runs) => checkSuiteView(views, repository, runs),
    deployment: (deployment) => deploymentView(views, deployment),
    deploymentStatus: (status) => deploymentStatusView(views, status),
    environment: environmentView,
  };
  return views;
}
