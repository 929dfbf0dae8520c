import * as v from "valibot";

import type { CommitSha } from "../../../core/artifact/ids.ts";
import type { PullRequest } from "../../../flows/ports/source-repository.ts";
import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder, inRepository } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { commitOid, moment, nodesOf, parseAnswer, present } from "../schema.ts";

/** What a query asks of a pull request to make a {@link PullRequest} of it. */
export const PULL_FIELDS = `number title state createdAt author { login } baseRefName
  baseRepository { nameWithOwner } headRepository { nameWithOwner } headRefName headRefOid
  labels(first: 100) { nodes { id name } } mergedAt mergedBy { login } mergeCommit { oid }`;

const nameWithOwner = v.nullable(v.object({ nameWithOwner: v.string() }));
const login = v.nullable(v.object({ login: v.string() }));

export const pullSchema = v.object({
  number: v.number(),
  title: v.string(),
  state: v.picklist(["OPEN", "CLOSED", "MERGED"]),
  createdAt: moment,
  author: login,
  baseRefName: v.string(),
  baseRepository: nameWithOwner,
  headRepository: nameWithOwner,
  headRefName: v.string(),
  headRefOid: commitOid,
  labels: v.nullable(nodesOf(v.object({ id: v.string(), name: v.string() }))),
  mergedAt: v.nullable(moment),
  mergedBy: login,
  mergeCommit: v.nullable(v.object({ oid: commitOid })),
});

export type PullAnswer = v.InferOutput<typeof pullSchema>;

export function toPullRequest(repository: string, pull: PullAnswer): PullRequest {
  const { mergeCommit, mergedAt } = pull;
  return {
    repository: pull.baseRepository?.nameWithOwner ?? repository,
    number: pull.number,
    title: pull.title,
    state: toState(pull.state),
    author: pull.author?.login ?? "ghost",
    base: pull.baseRefName,
    head: {
      repository: pull.headRepository?.nameWithOwner ?? null,
      ref: pull.headRefName,
      sha: pull.headRefOid,
    },
    labels: labelsOf(pull),
    createdAt: pull.createdAt,
    merged:
      pull.state === "MERGED" && mergeCommit !== null && mergedAt !== null
        ? { commit: mergeCommit.oid, at: mergedAt, by: pull.mergedBy?.login ?? null }
        : undefined,
  };
}

function labelsOf(pull: PullAnswer): readonly string[] {
  return present(pull.labels?.nodes ?? []).map(({ name }) => name);
}

export async function readPull(
  client: Client,
  repository: string,
  number: number,
): Promise<PullRequest | undefined> {
  const builder = new DocumentBuilder();
  const pull = `pullRequest(number: ${builder.variable("Int!", number)}) { ${PULL_FIELDS} }`;
  const document = builder.build("query", "Pull", inRepository(builder, repository, pull));
  const data = dataOf(await client.graphql(document), document);
  const answer = parseRepository(data, document.name)?.["pullRequest"];
  const parsed = parseAnswer(v.nullish(pullSchema), answer, document.name) ?? undefined;
  return parsed === undefined ? undefined : toPullRequest(repository, parsed);
}

const commitPullsSchema = v.nullish(
  v.object({ associatedPullRequests: v.nullish(nodesOf(pullSchema)) }),
);

/** Those that GitHub says brought a commit. */
export async function listPullsOfCommit(
  client: Client,
  repository: string,
  sha: CommitSha,
): Promise<readonly PullRequest[]> {
  const builder = new DocumentBuilder();
  const oid = builder.variable("GitObjectID!", sha);
  const pulls = `associatedPullRequests(first: 20) { nodes { ${PULL_FIELDS} } }`;
  const selection = `object(oid: ${oid}) { ... on Commit { ${pulls} } }`;
  const document = builder.build(
    "query",
    "PullsOfCommit",
    inRepository(builder, repository, selection),
  );
  const data = dataOf(await client.graphql(document), document);
  const answer = parseRepository(data, document.name)?.["object"];
  const nodes = parseAnswer(commitPullsSchema, answer, document.name)?.associatedPullRequests
    ?.nodes;
  return present(nodes ?? []).map((pull) => toPullRequest(repository, pull));
}

function toState(state: PullAnswer["state"]): PullRequest["state"] {
  switch (state) {
    case "OPEN":
      return "open";
    case "CLOSED":
      return "closed";
    case "MERGED":
      return "merged";
  }
}
