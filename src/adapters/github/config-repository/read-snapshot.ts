import type { ArtifactIndex } from "../../../core/artifact/index-files.ts";
import { parseIndex } from "../../../core/artifact/index-files.ts";
import type { TreeSha } from "../../../core/artifact/ids.ts";
import type { EnvironmentState } from "../../../core/config-repo/environment-state.ts";
import { releaseFolder } from "../../../core/config-repo/paths.ts";
import type {
  ArtifactsQuery,
  ArtifactsSnapshot,
  ConfigFile,
  ConfigQuery,
  ConfigSnapshot,
  EnvironmentQuery,
} from "../../../flows/ports/config-repository.ts";
import { type Client, dataOf } from "../client.ts";
import { isGithubError } from "../github-error.ts";
import { parseRepository } from "../repository-answer.ts";
import type { FileTexts } from "./file-text.ts";
import { toEnvironmentState } from "./environment-state.ts";
import {
  type CommitPage,
  type EnvironmentAnswer,
  commitOfObject,
  commitOfRef,
  fileOf,
  parseEnvironment,
  toCommitPage,
} from "./read-answer.ts";
import { moreRequestsDocument, readDocument } from "./read-document.ts";
import type { ReleaseIndexes } from "./release-indexes.ts";
import { type EnvironmentPart, type ReadChunk, planReads, splitChunk } from "./read-plan.ts";

/** What reading the config repository takes. */
export type ConfigReader = {
  readonly client: Client;
  readonly repository: string;
  /** `<slug>[bot]`. */
  readonly appLogin: string;
  readonly texts: FileTexts;
  readonly indexes: ReleaseIndexes;
};

/** One round trip, unless a branch moved between two queries or a service's namespace was changed. */
export async function readSnapshot(
  reader: ConfigReader,
  query: ConfigQuery,
): Promise<ConfigSnapshot> {
  const answers = (
    await Promise.all(planReads(query).map((chunk) => readChunks(reader, chunk)))
  ).flat();
  const environments = await Promise.all(
    query.environments.map(async (environment): Promise<[string, EnvironmentState | undefined]> => {
      const parts = answers
        .flatMap((answer) => answer.environments)
        .filter(({ part }) => part.environment === environment.environment);
      return [environment.environment, await joinParts(reader, environment, parts)];
    }),
  );
  return {
    config: answers.find((answer) => answer.config !== undefined)?.config,
    environments: new Map(environments),
    artifacts: new Map(answers.flatMap((answer) => answer.artifacts)),
  };
}

type PartAnswer = {
  readonly part: EnvironmentPart;
  readonly answer: EnvironmentAnswer | undefined;
};

type ChunkAnswer = {
  readonly config: ConfigFile | undefined;
  readonly environments: readonly PartAnswer[];
  readonly artifacts: readonly (readonly [string, ArtifactsSnapshot])[];
};

/** A part whose answer would be too long is asked for in two. */
async function readChunks(reader: ConfigReader, chunk: ReadChunk): Promise<readonly ChunkAnswer[]> {
  try {
    return [await readChunk(reader, chunk)];
  } catch (error) {
    const halves = isGithubError(error, "too-large") ? splitChunk(chunk) : undefined;
    if (halves === undefined) throw error;
    return (await Promise.all(halves.map((half) => readChunks(reader, half)))).flat();
  }
}

async function readChunk(reader: ConfigReader, chunk: ReadChunk): Promise<ChunkAnswer> {
  const document = readDocument(reader.repository, chunk, (environment) =>
    reader.indexes.fields(environment),
  );
  const answer = await reader.client.graphql(document);
  const fields = parseRepository(dataOf(answer, document), document.name) ?? {};
  return {
    config: chunk.config ? await readConfig(reader, fields["config"]) : undefined,
    environments: await Promise.all(
      chunk.environments.map(async (part, index) => {
        const answer = parseEnvironment(fields[`e${index}`], part);
        return { part, answer: answer && (await withAllRequests(reader, part, answer)) };
      }),
    ),
    artifacts: await Promise.all(
      chunk.artifacts.map(async (query, index) => {
        const snapshot = await readArtifacts(reader, fields[`a${index}`], query);
        return [query.service, snapshot] as const;
      }),
    ),
  };
}

/** A service that was released very often since then has more commits than one answer holds. */
async function withAllRequests(
  reader: ConfigReader,
  part: EnvironmentPart,
  answer: EnvironmentAnswer,
): Promise<EnvironmentAnswer> {
  const services = answer.services.map(async (service) => {
    const path = releaseFolder(service.namespace, service.service);
    const commits = [...service.requests.commits];
    let after = service.requests.next;
    while (after !== undefined && part.requestsSince !== undefined) {
      const query = { at: answer.head, path, since: part.requestsSince, after };
      const page = await readMoreRequests(reader, query);
      commits.push(...page.commits);
      after = page.next;
    }
    return { ...service, requests: { commits, next: undefined } };
  });
  return { ...answer, services: await Promise.all(services) };
}

async function readMoreRequests(
  reader: ConfigReader,
  query: Parameters<typeof moreRequestsDocument>[1],
): Promise<CommitPage> {
  const document = moreRequestsDocument(reader.repository, query);
  const data = dataOf(await reader.client.graphql(document), document);
  const commit = commitOfObject(parseRepository(data, document.name)?.["object"]);
  return toCommitPage(commit?.fields["requests"]);
}

async function readConfig(reader: ConfigReader, answer: unknown): Promise<ConfigFile | undefined> {
  const commit = commitOfRef(answer);
  if (commit === undefined) return undefined;
  const text = await reader.texts.read(fileOf(commit, "file"));
  return text === undefined ? undefined : { commit: commit.oid, text };
}

async function readArtifacts(
  reader: ConfigReader,
  answer: unknown,
  { branches = [], trees = [] }: ArtifactsQuery,
): Promise<ArtifactsSnapshot> {
  const commit = commitOfRef(answer);
  const indexOf = async (alias: string): Promise<ArtifactIndex> => {
    if (commit === undefined) return parseIndex(undefined);
    return parseIndex(await reader.texts.read(fileOf(commit, alias)));
  };
  const byBranch = branches.map(async (branch, index): Promise<[string, ArtifactIndex]> => [
    branch,
    await indexOf(`b${index}`),
  ]);
  const byTree = trees.map(async (tree, index): Promise<[TreeSha, ArtifactIndex]> => [
    tree,
    await indexOf(`t${index}`),
  ]);
  return {
    head: commit?.oid,
    branches: new Map(await Promise.all(byBranch)),
    trees: new Map(await Promise.all(byTree)),
  };
}

/** Parts of one environment from several queries; those of another commit than the first are read again at it. */
async function joinParts(
  reader: ConfigReader,
  query: EnvironmentQuery,
  parts: readonly PartAnswer[],
): Promise<EnvironmentState | undefined> {
  const first = parts[0]?.answer;
  if (first === undefined) return undefined;
  const answers = await Promise.all(
    parts.map(async ({ part, answer }) =>
      answer?.head === first.head ? answer : readPart(reader, { ...part, at: first.head }),
    ),
  );
  const services = answers.flatMap((answer) => answer?.services ?? []);
  return toEnvironmentState(reader, { ...first, services }, async (moved) => {
    const { environment, requestsSince } = query;
    const part = { environment, requestsSince, at: first.head, services: moved };
    return (await readPart(reader, part))?.services ?? [];
  });
}

async function readPart(
  reader: ConfigReader,
  part: EnvironmentPart,
): Promise<EnvironmentAnswer | undefined> {
  const chunk = { config: false, environments: [part], artifacts: [] };
  const { environments } = await readChunk(reader, chunk);
  return environments[0]?.answer;
}
