import type { Commit } from "../../git/git-store.ts";
import { changesOfCommit, readCommit } from "../../github/commit-reading.ts";
import { secondsToIso } from "../../github/instants.ts";
import { pullsOfCommit } from "../../github/pulls.ts";
import { gitOf } from "../../github/repositories.ts";
import type { Oid, Repository } from "../../model.ts";
import { repositoryHtmlUrl } from "../../rest/urls.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { View, Views } from "../view.ts";
import { checkSuiteConnection } from "./check-views.ts";
import type { CheckSuitesArguments } from "./check-views.ts";
import { deploymentConnection } from "./deployment-views.ts";
import type { DeploymentsArguments } from "./deployment-views.ts";
import { gitActorView } from "./git-actor-view.ts";
import { historyConnection } from "./history-view.ts";
import type { HistoryArguments } from "./history-view.ts";
import { objectFields, treeEntryView } from "./object-views.ts";
import { pullConnection } from "./pull-lists.ts";
import type { PullsArguments } from "./pull-lists.ts";
import { rollupView } from "./rollup-view.ts";
import { signatureView } from "./signature-view.ts";
import { statusView } from "./status-views.ts";

/** The commit, or 404. */
export async function commitView(views: Views, repository: Repository, oid: Oid): Promise<View> {
  const commit = await readCommit(views.context, repository, oid);
  const { author, committer, message, parents } = commit;
  const path = `/commit/${oid}`;
  return {
    __typename: "Commit",
    ...objectFields(views, repository, oid, "Commit"),
    url: repositoryHtmlUrl(views.context, repository, path),
    resourcePath: `/${repository.owner}/${repository.name}${path}`,
    message,
    messageHeadline: message.split("\n", 1)[0] ?? "",
    messageBody: /\n\s*([^]*?)\s*$/.exec(message)?.[1] ?? "",
    author: () => gitActorView(views, author),
    committer: () => gitActorView(views, committer),
    authoredByCommitter: author.email === committer.email && author.name === committer.name,
    authoredDate: secondsToIso(author.seconds),
    committedDate: secondsToIso(committer.seconds),
    signature: () => signatureView(views, repository, commit),
    parents: (args: PageArguments) =>
      connection({
        name: "parents",
        args,
        items: parents,
        keyOf: (parent) => parent,
        toNode: (parent) => views.commit(repository, parent),
      }),
    ...contentFields(views, repository, commit),
    ...reportFields(views, repository, oid),
  };
}

function contentFields(views: Views, repository: Repository, commit: Commit) {
  const { context } = views;
  const changes = () => changesOfCommit(context, repository, commit.oid);
  const sum = async (count: "additions" | "deletions") =>
    (await changes()).reduce((total, file) => total + file[count], 0);
  const changedFiles = async () => (await changes()).length;
  return {
    tree: () => {
      requireReading(views, repository, "contents");
      return views.tree(repository, commit.tree);
    },
    file: ({ path }: { readonly path: string }) => fileOf(views, repository, commit, path),
    history: (args: HistoryArguments) => {
      requireReading(views, repository, "contents");
      return historyConnection(views, repository, commit.oid, args);
    },
    additions: () => sum("additions"),
    deletions: () => sum("deletions"),
    changedFiles,
    changedFilesIfAvailable: changedFiles,
  };
}

async function fileOf(views: Views, repository: Repository, { tree }: Commit, path: string) {
  requireReading(views, repository, "contents");
  const git = gitOf(views.context, repository);
  const cut = path.lastIndexOf("/");
  const folder = cut === -1 ? "" : path.slice(0, cut);
  const oid = folder === "" ? tree : await git.resolve(`${tree}:${folder}`);
  const entries = oid === undefined ? undefined : await git.tree(oid);
  const entry = entries?.find(({ name }) => name === path.slice(cut + 1));
  return entry === undefined ? null : treeEntryView(views, repository, entry, folder);
}

/** What others say about the commit. */
function reportFields(views: Views, repository: Repository, oid: Oid) {
  return {
    associatedPullRequests: async (args: AssociatedArguments) => {
      requireReading(views, repository, "pull_requests");
      const pulls = await pullsOfCommit(views.context, repository, oid);
      return pullConnection(views, repository, pulls, {
        ...args,
        field: "associatedPullRequests",
      });
    },
    status: () => statusView(views, repository, oid),
    statusCheckRollup: () => rollupView(views, repository, oid),
    checkSuites: (args: CheckSuitesArguments) => checkSuiteConnection(views, repository, oid, args),
    deployments: (args: DeploymentsArguments) =>
      deploymentConnection(views, repository, { sha: oid }, args),
  };
}

type AssociatedArguments = PageArguments & Pick<PullsArguments, "orderBy">;
