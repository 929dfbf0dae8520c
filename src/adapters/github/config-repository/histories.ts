import * as v from "valibot";

import {
  type EnvironmentState,
  type ServiceState,
  policiesAlone,
} from "../../../core/config-repo/environment-state.ts";
import {
  CONFIG_BRANCH,
  CONFIG_FILE,
  INDEX_FILE,
  POLICY_FOLDER,
  environmentBranch,
  parsePolicyFileName,
  policyFile,
  releaseFolder,
} from "../../../core/config-repo/paths.ts";
import type {
  ConfigFile,
  ConfigRepository,
  HistoryEntry,
} from "../../../flows/ports/config-repository.ts";
import { dataOf } from "../client.ts";
import { DocumentBuilder, type GraphqlDocument, inRepository } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { commitOid, moment, nodesOf, pageOf, parseAnswer, present } from "../schema.ts";
import { FILE_FIELDS, fileSchema } from "./file-text.ts";
import { OWN_COMMIT_FIELDS, ownCommitSchema, releasesOf } from "./own-commits.ts";
import { type CommitAnswer, commitOfRef, fileOf, policyChangeOf } from "./read-answer.ts";
import { ofBranch, policyChangeSelection } from "./read-document.ts";
import type { ConfigReader } from "./read-snapshot.ts";

/** Of a service's history; commits by others are few, so more pages than this mean a mistake. */
const MAX_PAGES = 10;

/** Versions of `ham.yaml`, newest first. */
export async function readConfigVersions(
  reader: ConfigReader,
  first: number,
): Promise<readonly ConfigFile[]> {
  const builder = new DocumentBuilder();
  const path = builder.variable("String!", CONFIG_FILE);
  const versions = `versions: history(first: ${first}, path: ${path}) {
    nodes { oid committedDate file(path: ${path}) ${FILE_FIELDS} } }`;
  const branch = `config: ${ofBranch(builder, CONFIG_BRANCH, [versions])}`;
  const selection = inRepository(builder, reader.repository, branch);
  const fields = await query(reader, builder.build("query", "ConfigVersions", selection));
  const answer = commitOfRef(fields["config"])?.fields["versions"];
  const parsed = parseAnswer(v.nullish(nodesOf(versionSchema)), answer, "ConfigVersions");
  const files = await Promise.all(
    present(parsed?.nodes ?? []).map(
      async ({ oid, committedDate, file }): Promise<ConfigFile[]> => {
        const text = await reader.texts.read(file);
        return text === undefined ? [] : [{ commit: oid, text, committedAt: committedDate }];
      },
    ),
  );
  return files.flat();
}

const versionSchema = v.object({ oid: commitOid, committedDate: moment, file: fileSchema });

/** One query for all environments. */
export async function readIndexes(
  reader: ConfigReader,
  environments: readonly string[],
): Promise<ReadonlyMap<string, EnvironmentState>> {
  if (environments.length === 0) return new Map();
  const builder = new DocumentBuilder();
  const path = builder.variable("String!", INDEX_FILE);
  const folder = builder.variable("String!", POLICY_FOLDER);
  const branches = environments.map((environment, index) => {
    const file = `index: file(path: ${path}) ${reader.indexes.fields(environment)}`;
    const policies = `policies: file(path: ${folder}) { object { ... on Tree {
      entries { path file: object { ... on Blob { text } } } } } }`;
    return `e${index}: ${ofBranch(builder, environmentBranch(environment), [file, policies])}`;
  });
  const selection = inRepository(builder, reader.repository, branches.join("\n"));
  const fields = await query(reader, builder.build("query", "ReadIndexes", selection));
  const states = await Promise.all(
    environments.map(async (environment, index): Promise<[string, EnvironmentState][]> => {
      const commit = commitOfRef(fields[`e${index}`]);
      if (commit === undefined) return [];
      const releases = await reader.indexes.read(environment, fileOf(commit, "index"));
      const head = commit.oid;
      const services = policiesIn(commit);
      return [[environment, { environment, head, index: releases, lock: undefined, services }]];
    }),
  );
  return new Map(states.flat());
}

const policiesSchema = v.nullish(
  v.object({
    object: v.nullable(
      v.object({
        entries: v.nullish(
          v.array(
            v.object({
              path: v.string(),
              file: v.nullable(v.object({ text: v.nullish(v.string()) })),
            }),
          ),
        ),
      }),
    ),
  }),
);

/** By service. */
function policiesIn(commit: CommitAnswer): ReadonlyMap<string, ServiceState> {
  const folder = parseAnswer(policiesSchema, commit.fields["policies"], "ReadIndexes");
  return new Map(
    (folder?.object?.entries ?? []).flatMap(({ path, file }): [string, ServiceState][] => {
      const service = parsePolicyFileName(path);
      if (service === undefined) return [];
      return [[service, policiesAlone(service, file?.text ?? undefined)]];
    }),
  );
}

export async function readPolicyChange(
  reader: ConfigReader,
  { environment, service, since }: Parameters<ConfigRepository["policyChangedAt"]>[0],
): Promise<string | undefined> {
  const builder = new DocumentBuilder();
  const change = policyChangeSelection(builder, since, policyFile(service));
  const branch = `environment: ${ofBranch(builder, environmentBranch(environment), [change])}`;
  const selection = inRepository(builder, reader.repository, branch);
  const fields = await query(reader, builder.build("query", "PolicyChange", selection));
  const commit = commitOfRef(fields["environment"]);
  return commit === undefined ? undefined : policyChangeOf(commit);
}

/** Newest first; pages are read until there are `first`. */
export async function readReleaseHistory(
  reader: ConfigReader,
  wanted: {
    readonly environment: string;
    readonly namespace: string;
    readonly service: string;
    readonly first: number;
  },
): Promise<readonly HistoryEntry[]> {
  const found: HistoryEntry[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const fields = await query(reader, historyDocument(reader.repository, wanted, after));
    const answer = commitOfRef(fields["environment"])?.fields["releases"];
    const parsed = parseAnswer(v.nullish(pageOf(ownCommitSchema)), answer, "ReleaseHistory");
    const entries = present(parsed?.nodes ?? [])
      .flatMap((commit) => releasesOf(commit, reader.appLogin))
      .filter(({ record }) => record.service === wanted.service);
    found.push(...entries);
    if (found.length >= wanted.first || parsed?.pageInfo.hasNextPage !== true) break;
    after = parsed.pageInfo.endCursor;
  }
  return found.slice(0, wanted.first);
}

function historyDocument(
  repository: string,
  wanted: {
    readonly environment: string;
    readonly namespace: string;
    readonly service: string;
    readonly first: number;
  },
  after: string | null,
): GraphqlDocument {
  const builder = new DocumentBuilder();
  const path = builder.variable("String!", releaseFolder(wanted.namespace, wanted.service));
  const cursor = builder.variable("String", after);
  const size = Math.min(100, Math.max(1, wanted.first));
  const releases = `releases: history(first: ${size}, path: ${path}, after: ${cursor}) {
    nodes { ${OWN_COMMIT_FIELDS} } pageInfo { hasNextPage endCursor } }`;
  const branch = ofBranch(builder, environmentBranch(wanted.environment), [releases]);
  const selection = inRepository(builder, repository, `environment: ${branch}`);
  return builder.build("query", "ReleaseHistory", selection);
}

async function query(
  reader: ConfigReader,
  document: GraphqlDocument,
): Promise<Readonly<Record<string, unknown>>> {
  const data = dataOf(await reader.client.graphql(document), document);
  return parseRepository(data, document.name) ?? {};
}
