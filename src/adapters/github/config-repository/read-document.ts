import type { CommitSha } from "../../../core/artifact/ids.ts";
import { branchIndexPath, treeIndexPath } from "../../../core/artifact/index-files.ts";
import {
  CONFIG_BRANCH,
  CONFIG_FILE,
  ENVIRONMENT_LOCK_FILE,
  INDEX_FILE,
  POLICY_FOLDER,
  artifactBranch,
  clusterFile,
  environmentBranch,
  lockFile,
  policyFile,
  releaseFolder,
  releaseSpecPath,
} from "../../../core/config-repo/paths.ts";
import type { ArtifactsQuery } from "../../../flows/ports/config-repository.ts";
import { DocumentBuilder, type GraphqlDocument, inRepository } from "../document.ts";
import { FILE_FIELDS } from "./file-text.ts";
import { OWN_COMMIT_FIELDS } from "./own-commits.ts";
import type { EnvironmentPart, ReadChunk } from "./read-plan.ts";

/** Of one service; more are read page by page. */
const TRAILER_COMMITS = 50;
/** Clocks of GitHub's machines differ, and commits have whole seconds. Looking further back finds nothing wrong. */
const SINCE_MARGIN_MS = 60_000;

/** Three levels: manifests may lie in folders of their own, and nothing lies deeper. */
const FOLDER_FIELDS = `{ object { ... on Tree { entries { path type object { ... on Tree {
  entries { path type object { ... on Tree { entries { path type } } } } } } } } } }`;

/** What to ask of an environment's `index.json`. */
type IndexFields = (environment: string) => string;

/**
 * One query for a part of a question. Files are asked of the branch's commit, not of the repository, so
 * that all parts of an environment are of the same commit whatever happens meanwhile.
 */
export function readDocument(
  repository: string,
  chunk: ReadChunk,
  indexFields: IndexFields,
): GraphqlDocument {
  const builder = new DocumentBuilder();
  const selections = [
    ...(chunk.config ? [configSelection(builder)] : []),
    ...chunk.environments.map(
      (part, index) => `e${index}: ${environmentSelection(builder, part, indexFields)}`,
    ),
    ...chunk.artifacts.map((query, index) => `a${index}: ${artifactsSelection(builder, query)}`),
  ];
  return builder.build(
    "query",
    "ReadConfigRepository",
    inRepository(builder, repository, selections.join("\n")),
  );
}

function configSelection(builder: DocumentBuilder): string {
  return `config: ${ofBranch(builder, CONFIG_BRANCH, [fileSelection(builder, "file", CONFIG_FILE)])}`;
}

function environmentSelection(
  builder: DocumentBuilder,
  part: EnvironmentPart,
  indexFields: IndexFields,
): string {
  const selections = [
    fileSelection(builder, "index", INDEX_FILE, indexFields(part.environment)),
    fileSelection(builder, "lock", ENVIRONMENT_LOCK_FILE),
    ...(part.requestsSince === undefined
      ? []
      : [policyChangeSelection(builder, part.requestsSince)]),
    ...part.services.flatMap(({ service, namespace }, index) => [
      fileSelection(builder, `s${index}policies`, policyFile(service)),
      fileSelection(builder, `s${index}lock`, lockFile(service)),
      fileSelection(builder, `s${index}spec`, releaseSpecPath(namespace, service)),
      folderSelection(builder, `s${index}folder`, releaseFolder(namespace, service)),
      `s${index}cluster: file(path: ${builder.variable("String!", clusterFile(namespace, service))}) { oid }`,
      ...(part.requestsSince === undefined
        ? []
        : [
            historySelection(builder, `s${index}requests`, {
              path: releaseFolder(namespace, service),
              since: part.requestsSince,
            }),
          ]),
    ]),
  ];
  if (part.at === undefined)
    return ofBranch(builder, environmentBranch(part.environment), selections);
  const at = builder.variable("GitObjectID!", part.at);
  return `object(oid: ${at}) { ... on Commit { oid\n${selections.join("\n")} } }`;
}

function artifactsSelection(builder: DocumentBuilder, query: ArtifactsQuery): string {
  const { branches = [], trees = [] } = query;
  return ofBranch(builder, artifactBranch(query.service), [
    ...branches.map((branch, index) =>
      fileSelection(builder, `b${index}`, branchIndexPath(branch)),
    ),
    ...trees.map((tree, index) => fileSelection(builder, `t${index}`, treeIndexPath(tree))),
  ]);
}

/** The commit that a branch is at, with what is asked of it: `target` of the answer. */
export function ofBranch(
  builder: DocumentBuilder,
  branch: string,
  selections: readonly string[],
): string {
  const ref = builder.variable("String!", `refs/heads/${branch}`);
  return `ref(qualifiedName: ${ref}) { target { ... on Commit { oid\n${selections.join("\n")} } } }`;
}

function fileSelection(
  builder: DocumentBuilder,
  alias: string,
  path: string,
  fields: string = FILE_FIELDS,
): string {
  return `${alias}: file(path: ${builder.variable("String!", path)}) ${fields}`;
}

function folderSelection(builder: DocumentBuilder, alias: string, path: string): string {
  return `${alias}: file(path: ${builder.variable("String!", path)}) ${FOLDER_FIELDS}`;
}

/** The commits of a path since then: the newest ones, or those after a cursor. */
function historySelection(
  builder: DocumentBuilder,
  alias: string,
  query: { readonly path: string; readonly since: string; readonly after?: string },
): string {
  const path = builder.variable("String!", query.path);
  const moment = new Date(Date.parse(query.since) - SINCE_MARGIN_MS);
  const since = builder.variable("GitTimestamp!", moment.toISOString());
  const after = builder.variable("String", query.after ?? null);
  return `${alias}: history(first: ${TRAILER_COMMITS}, path: ${path}, since: ${since}, after: ${after}) {
    nodes { ${OWN_COMMIT_FIELDS} } pageInfo { hasNextPage endCursor } }`;
}

/** The last change of a policy since then: looking no further back costs the same however long the history is. */
export function policyChangeSelection(
  builder: DocumentBuilder,
  since: string,
  path: string = POLICY_FOLDER,
): string {
  const folder = builder.variable("String!", path);
  const moment = new Date(Date.parse(since) - SINCE_MARGIN_MS);
  const from = builder.variable("GitTimestamp!", moment.toISOString());
  return `policyChange: history(first: 1, path: ${folder}, since: ${from}) { nodes { committedDate } }`;
}

/** The next page of a history whose first one {@link readDocument} asked for. */
export function moreRequestsDocument(
  repository: string,
  query: {
    readonly at: CommitSha;
    readonly path: string;
    readonly since: string;
    readonly after: string;
  },
): GraphqlDocument {
  const builder = new DocumentBuilder();
  const at = builder.variable("GitObjectID!", query.at);
  const history = historySelection(builder, "requests", query);
  const selection = `object(oid: ${at}) { ... on Commit { oid ${history} } }`;
  return builder.build("query", "MoreRequests", inRepository(builder, repository, selection));
}
