import { checkRunsOf, checkSuiteIdOf, latestCheckRuns } from "../../github/check-records.ts";
import { formatNodeId } from "../../github/node-id.ts";
import { repositoryOf } from "../../github/repositories.ts";
import type { CheckAnnotation, CheckRun, Oid, Repository } from "../../model.ts";
import { repositoryHtmlUrl } from "../../rest/urls.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { CheckSuiteRuns, View, Views } from "../view.ts";

export function checkRunView(views: Views, run: CheckRun): View {
  const { context } = views;
  const repository = repositoryOf(context, run);
  const path = `/runs/${run.id}`;
  const url = repositoryHtmlUrl(context, repository, path);
  return {
    __typename: "CheckRun",
    id: formatNodeId("CheckRun", run.id),
    databaseId: run.id,
    name: run.name,
    externalId: run.externalId,
    status: run.status.toUpperCase(),
    conclusion: conclusionName(run),
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    detailsUrl: run.detailsUrl,
    permalink: url,
    url,
    resourcePath: `/${repository.owner}/${repository.name}${path}`,
    title: run.output.title,
    summary: run.output.summary,
    text: run.output.text,
    repository: () => views.repository(repository),
    checkSuite: () => views.checkSuite(repository, suiteOf(views, repository, run)),
    annotations: (args: PageArguments) =>
      connection({
        name: "annotations",
        args,
        items: run.output.annotations.map((annotation, index) => ({ annotation, index })),
        keyOf: ({ index }) => index,
        toNode: ({ annotation }) => annotationView(annotation),
      }),
  };
}

/** An App has one suite a commit: what its runs there come to. */
export function checkSuiteView(views: Views, repository: Repository, runs: CheckSuiteRuns): View {
  const [first] = runs;
  const id = checkSuiteIdOf(views.context, first);
  const latest = latestCheckRuns(runs);
  const isDone = latest.every(({ status }) => status === "completed");
  const times = runs.map((run) => run.completedAt ?? run.startedAt);
  return {
    __typename: "CheckSuite",
    id: formatNodeId("CheckSuite", id),
    databaseId: id,
    app: () => views.app(first.appId),
    commit: () => views.commit(repository, first.headSha),
    repository: () => views.repository(repository),
    createdAt: first.startedAt,
    updatedAt: times.reduce((newest, time) => (time > newest ? time : newest)),
    status: isDone ? "COMPLETED" : statusName(latest),
    conclusion: isDone ? suiteConclusion(latest) : null,
    checkRuns: ({ filterBy, ...args }: FilteredArguments) =>
      connection({
        name: "checkRuns",
        args,
        items: latest.filter((run) => isMeant(run, filterBy)),
        keyOf: (run) => run.id,
        toNode: views.checkRun,
      }),
  };
}

type Filter = { readonly appId?: number | null; readonly checkName?: string | null };

type FilteredArguments = PageArguments & { readonly filterBy?: Filter | null };

export type CheckSuitesArguments = FilteredArguments;

export function checkSuiteConnection(
  views: Views,
  repository: Repository,
  oid: Oid,
  { filterBy, ...args }: CheckSuitesArguments,
) {
  requireReading(views, repository, "checks");
  const suites = new Map<number, CheckSuiteRuns>();
  for (const run of checkRunsOf(views.context, repository, oid)) {
    const known = suites.get(run.appId);
    suites.set(run.appId, known === undefined ? [run] : [...known, run]);
  }
  return connection({
    name: "checkSuites",
    args,
    items: [...suites.values()].filter((runs) => runs.some((run) => isMeant(run, filterBy))),
    keyOf: ([first]) => first.appId,
    toNode: (runs) => views.checkSuite(repository, runs),
  });
}

function suiteOf({ context }: Views, repository: Repository, run: CheckRun): CheckSuiteRuns {
  const [first = run, ...others] = checkRunsOf(context, repository, run.headSha).filter(
    ({ appId }) => appId === run.appId,
  );
  return [first, ...others];
}

function isMeant(run: CheckRun, filter: Filter | null | undefined): boolean {
  const { appId, checkName } = filter ?? {};
  return (!appId || run.appId === appId) && (!checkName || run.name === checkName);
}

function annotationView(annotation: CheckAnnotation): View {
  const position = (line: number) => ({
    __typename: "CheckAnnotationPosition",
    line,
    column: null,
  });
  return {
    __typename: "CheckAnnotation",
    annotationLevel: annotation.level.toUpperCase(),
    location: {
      __typename: "CheckAnnotationSpan",
      start: position(annotation.startLine),
      end: position(annotation.endLine),
    },
    message: annotation.message,
    path: annotation.path,
    title: annotation.title,
  };
}

function conclusionName({ conclusion }: CheckRun): string | null {
  return conclusion === null ? null : conclusion.toUpperCase();
}

function statusName(runs: readonly CheckRun[]): "IN_PROGRESS" | "QUEUED" {
  return runs.every(({ status }) => status === "queued") ? "QUEUED" : "IN_PROGRESS";
}

/** The worst of them. */
function suiteConclusion(runs: readonly CheckRun[]): string | null {
  const order = ["failure", "timed_out", "cancelled", "action_required", "success", "neutral"];
  const found = order.find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  const [first] = runs;
  return (found ?? first?.conclusion ?? null)?.toUpperCase() ?? null;
}
