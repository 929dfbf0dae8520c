import * as v from "valibot";

import type { CommitResult } from "../../../flows/ports/config-repository.ts";
import { dataOf } from "../client.ts";
import { DocumentBuilder, inRepository } from "../document.ts";
import { parseRepository } from "../repository-answer.ts";
import { commitOid, moment, nodesOf, parseAnswer, present } from "../schema.ts";
import type { ConfigWriter } from "./commit.ts";
import { type ReadyCommit, messageOf } from "./commit-document.ts";
import { commitOfRef } from "./read-answer.ts";
import { ofBranch } from "./read-document.ts";

/** What others commit while one answer is lost is less than this. */
const RECENT_COMMITS = 50;

const recentSchema = nodesOf(
  v.object({
    oid: commitOid,
    committedDate: moment,
    message: v.string(),
    parents: nodesOf(v.object({ oid: commitOid })),
    signature: v.nullable(v.object({ isValid: v.boolean() })),
  }),
);

/**
 * Was a commit made whose answer got lost? It is the child of the head it expected, with its message:
 * requests are named in there, so no other has the same.
 */
export async function findCommit(
  writer: ConfigWriter,
  commit: ReadyCommit,
): Promise<CommitResult | { readonly kind: "not-made" }> {
  const builder = new DocumentBuilder();
  const recent = `recent: history(first: ${RECENT_COMMITS}) { nodes {
    oid committedDate message parents(first: 1) { nodes { oid } } signature { isValid } } }`;
  const branch = `branch: ${ofBranch(builder, commit.branch, [recent])}`;
  const selection = inRepository(builder, writer.repository, branch);
  const document = builder.build("query", "FindCommit", selection);
  const data = dataOf(await writer.client.graphql(document), document);
  const answer = commitOfRef(parseRepository(data, document.name)?.["branch"]);
  if (answer === undefined) return { kind: "stale" };
  if (answer.oid === commit.expectedHead) return { kind: "not-made" };
  const commits = present(parseAnswer(recentSchema, answer.fields["recent"], "FindCommit").nodes);
  const found = commits.find(
    ({ parents, message }) =>
      present(parents.nodes)[0]?.oid === commit.expectedHead &&
      message.trimEnd() === messageOf(commit).trimEnd(),
  );
  if (found === undefined) return { kind: "stale" };
  return {
    kind: "committed",
    commit: found.oid,
    committedAt: found.committedDate,
    verified: found.signature?.isValid === true,
  };
}
