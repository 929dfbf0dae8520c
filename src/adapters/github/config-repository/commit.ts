import * as v from "valibot";

import type { BranchCommit, CommitResult } from "../../../flows/ports/config-repository.ts";
import { type Client, type GraphqlAnswer, type GraphqlFault, toFault } from "../client.ts";
import { isUncertain } from "../github-error.ts";
import { commitOid, moment, parseAnswer } from "../schema.ts";
import { findCommit } from "./commit-recovery.ts";
import { type ReadyCommit, commitDocument, isSmall } from "./commit-document.ts";
import { commitLarge } from "./commit-large.ts";
import { createBranch } from "./create-branch.ts";

export type ConfigWriter = {
  readonly client: Client;
  readonly repository: string;
};

/** Without an answer it is looked up what happened, and tried again this often. */
const MAX_ATTEMPTS = 3;

/** Commits in their order; one that fails doesn't keep the others from being tried. */
export async function commitToBranches(
  writer: ConfigWriter,
  commits: readonly BranchCommit[],
): Promise<readonly CommitResult[]> {
  const ready = await Promise.all(commits.map((commit) => withBranch(writer, commit)));
  const small = ready.flatMap((one) => (one !== undefined && isSmall(one) ? [one] : []));
  const results = new Map<BranchCommit, CommitResult>();
  const together = small.length === 0 ? [] : await commitSmall(writer, small);
  small.forEach((commit, index) => results.set(commit, together[index] ?? { kind: "stale" }));
  for (const commit of ready) {
    if (commit === undefined || results.has(commit)) continue;
    results.set(commit, await commitLarge(writer, commit));
  }
  return ready.map((commit) => {
    const result = commit === undefined ? undefined : results.get(commit);
    return result ?? { kind: "stale" };
  });
}

/** Undefined: another Ham made the branch meanwhile. */
async function withBranch(
  writer: ConfigWriter,
  commit: BranchCommit,
): Promise<ReadyCommit | undefined> {
  const { expectedHead } = commit;
  const head = expectedHead ?? (await createBranch(writer, commit.branch));
  return head === undefined ? undefined : { ...commit, expectedHead: head };
}

async function commitSmall(
  writer: ConfigWriter,
  commits: readonly ReadyCommit[],
  attempt = 1,
): Promise<readonly CommitResult[]> {
  const document = commitDocument(writer.repository, commits);
  try {
    const answer = await writer.client.graphql(document, { once: true });
    return commits.map((_, index) => toResult(answer, `c${index}`, document.name));
  } catch (error) {
    if (!isUncertain(error) || attempt >= MAX_ATTEMPTS) throw error;
    return recover(writer, commits, attempt);
  }
}

/** The answer was lost: each branch tells whether its commit was made; those that weren't are made now. */
async function recover(
  writer: ConfigWriter,
  commits: readonly ReadyCommit[],
  attempt: number,
): Promise<readonly CommitResult[]> {
  const found = await Promise.all(commits.map((commit) => findCommit(writer, commit)));
  const missing = commits.filter((_, index) => found[index]?.kind === "not-made");
  const made = missing.length === 0 ? [] : await commitSmall(writer, missing, attempt + 1);
  return commits.map((commit, index): CommitResult => {
    const result = found[index];
    if (result !== undefined && result.kind !== "not-made") return result;
    return made[missing.indexOf(commit)] ?? { kind: "stale" };
  });
}

const commitSchema = v.nullish(
  v.object({
    commit: v.object({
      oid: commitOid,
      committedDate: moment,
      signature: v.nullable(v.object({ isValid: v.boolean() })),
    }),
  }),
);

function toResult(answer: GraphqlAnswer, alias: string, what: string): CommitResult {
  const commit = parseAnswer(commitSchema, answer.data[alias], what)?.commit;
  if (commit !== undefined) {
    return {
      kind: "committed",
      commit: commit.oid,
      committedAt: commit.committedDate,
      verified: commit.signature?.isValid === true,
    };
  }
  const fault = answer.errors.find(({ path }) => path[0] === alias) ?? answer.errors[0];
  return fault === undefined
    ? { kind: "rejected", message: "GitHub made no commit and gave no reason" }
    : toFailure(fault, what);
}

function toFailure(fault: GraphqlFault, what: string): CommitResult {
  if (isStale(fault)) return { kind: "stale" };
  const error = toFault(fault, what);
  if (error.code === "unprocessable" || error.code === "too-large") {
    return { kind: "rejected", message: fault.message };
  }
  throw error;
}

/** A branch that is gone is a head that has moved. */
function isStale({ type, message }: GraphqlFault): boolean {
  return (
    type === "STALE_DATA" || type === "NOT_FOUND" || message.startsWith("Expected branch to point")
  );
}
