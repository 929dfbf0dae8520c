import * as v from "valibot";

import type { CommitSha } from "../../../core/artifact/ids.ts";
import type { BranchFacts, MergedPull } from "../../../core/artifact/provenance.ts";
import { type Client, dataOf } from "../client.ts";
import { DocumentBuilder, type GraphqlDocument, inRepository } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { commitOid, nodesOf, parseAnswer, present, treeOid } from "../schema.ts";
import type { SourceCommits } from "./commits.ts";

/**
 * Where branches are now. Only `refs/heads/…` is asked, because a tag may have a branch's name; whether a
 * commit is on a branch follows from its head and from ancestry, which never changes.
 */
export async function readBranchHead(
  client: Client,
  repository: string,
  branch: string,
): Promise<CommitSha | undefined> {
  const builder = new DocumentBuilder();
  const selection = inRepository(builder, repository, headSelection(builder, branch));
  const document = builder.build("query", "BranchHead", selection);
  const data = dataOf(await client.graphql(document), document);
  return headOf(parseRepository(data, document.name), document);
}

export async function isOnBranch(
  client: Client,
  commits: SourceCommits,
  question: { readonly repository: string; readonly sha: CommitSha; readonly branch: string },
): Promise<boolean> {
  const { repository, sha, branch } = question;
  const head = await readBranchHead(client, repository, branch);
  return head !== undefined && isAncestor(commits, repository, sha, head);
}

/** One query; ancestry only where it is not known yet and the head is another commit. */
export async function readBranchFacts(
  client: Client,
  commits: SourceCommits,
  question: { readonly repository: string; readonly headSha: CommitSha; readonly branch: string },
): Promise<BranchFacts> {
  const { repository, headSha, branch } = question;
  const document = factsDocument(question);
  const data = dataOf(await client.graphql(document), document);
  const fields = parseRepository(data, document.name);
  const head = headOf(fields, document);
  const isReachable = async (sha: CommitSha): Promise<boolean> =>
    head !== undefined && isAncestor(commits, repository, sha, head);
  const merged = mergedPullsIn(fields?.["object"], document).filter(
    (pull) => pull.baseBranch === branch && pull.headSha === headSha,
  );
  const [reachable, ...mergedPulls] = await Promise.all([
    isReachable(headSha),
    ...merged.map(async (pull) => ({
      ...pull,
      mergeCommitReachable: await isReachable(pull.mergeCommit),
    })),
  ]);
  return { reachable, mergedPulls };
}

async function isAncestor(
  commits: SourceCommits,
  repository: string,
  sha: CommitSha,
  head: CommitSha,
): Promise<boolean> {
  const comparison = await commits.compare(repository, sha, head);
  return comparison?.status === "identical" || comparison?.status === "ahead";
}

function headSelection(builder: DocumentBuilder, branch: string): string {
  const ref = builder.variable("String!", `refs/heads/${branch}`);
  return `ref(qualifiedName: ${ref}) { target { oid } }`;
}

function factsDocument(question: {
  readonly repository: string;
  readonly headSha: CommitSha;
  readonly branch: string;
}): GraphqlDocument {
  const builder = new DocumentBuilder();
  const head = builder.variable("GitObjectID!", question.headSha);
  const pulls = `object(oid: ${head}) { ... on Commit { associatedPullRequests(first: 50) { nodes {
    number state baseRefName baseRepository { nameWithOwner } headRefOid
    mergeCommit { oid tree { oid } } } } } }`;
  const selections = `${headSelection(builder, question.branch)}\n${pulls}`;
  const selection = inRepository(builder, question.repository, selections);
  return builder.build("query", "BranchFacts", selection);
}

const refSchema = v.nullish(v.object({ target: v.nullable(v.object({ oid: commitOid })) }));

function headOf(
  fields: Readonly<Record<string, unknown>> | undefined,
  document: GraphqlDocument,
): CommitSha | undefined {
  return parseAnswer(refSchema, fields?.["ref"], document.name)?.target?.oid;
}

const pullSchema = v.object({
  number: v.number(),
  state: v.string(),
  baseRefName: v.string(),
  baseRepository: v.nullable(v.object({ nameWithOwner: v.string() })),
  headRefOid: commitOid,
  mergeCommit: v.nullable(v.object({ oid: commitOid, tree: v.object({ oid: treeOid }) })),
});
const pullsSchema = v.nullish(v.object({ associatedPullRequests: v.nullish(nodesOf(pullSchema)) }));

function mergedPullsIn(
  answer: unknown,
  document: GraphqlDocument,
): readonly Omit<MergedPull, "mergeCommitReachable">[] {
  const commit = parseAnswer(pullsSchema, answer, document.name);
  return present(commit?.associatedPullRequests?.nodes ?? []).flatMap((pull) => {
    if (pull.state !== "MERGED" || pull.mergeCommit === null) return [];
    return [
      {
        number: pull.number,
        headSha: pull.headRefOid,
        baseBranch: pull.baseRefName,
        mergeCommit: pull.mergeCommit.oid,
        mergeTree: pull.mergeCommit.tree.oid,
      },
    ];
  });
}
