import * as v from "valibot";

import type { CommitSha, TreeSha } from "../../../core/artifact/ids.ts";
import type { CommitResult } from "../../../flows/ports/config-repository.ts";
import { ask } from "../client.ts";
import { DocumentBuilder, repositoryParameters } from "../document.ts";
import { isGithubError, isUncertain } from "../github-error.ts";
import { commitOid, moment, treeOid } from "../schema.ts";
import type { ConfigWriter } from "./commit.ts";
import { type ReadyCommit, messageOf } from "./commit-document.ts";
import { findCommit } from "./commit-recovery.ts";

/** A tree that is sent at once; GitHub takes too long over larger ones. */
const FILES_PER_TREE = 100;
const BYTES_PER_TREE = 1_000_000;

/**
 * A commit beyond what `createCommitOnBranch` takes: trees are built on one another, the commit has no
 * author, so that GitHub signs it, and the branch moves only if it still is where it was.
 */
export async function commitLarge(
  writer: ConfigWriter,
  commit: ReadyCommit,
): Promise<CommitResult> {
  try {
    const tree = await createTrees(writer, commit);
    const made = await createCommit(writer, commit, tree);
    return await moveBranch(writer, commit, made);
  } catch (error) {
    if (!isGithubError(error, "unprocessable", "too-large")) throw error;
    return { kind: "rejected", message: error instanceof Error ? error.message : String(error) };
  }
}

export type TreeEntry = {
  readonly path: string;
  readonly mode: "100644";
  readonly type: "blob";
  readonly content?: string;
  readonly sha?: null;
};

/** Entries in portions that GitHub takes. */
export function treePortions(changes: ReadonlyMap<string, string | null>): readonly TreeEntry[][] {
  const portions: TreeEntry[][] = [];
  let bytes = 0;
  for (const [path, text] of changes) {
    const size = text === null ? 0 : Buffer.byteLength(text);
    const last = portions.at(-1);
    const isFull =
      last === undefined || last.length >= FILES_PER_TREE || bytes + size > BYTES_PER_TREE;
    const portion = isFull ? [] : last;
    if (isFull) {
      portions.push(portion);
      bytes = 0;
    }
    bytes += size;
    const file = { path, mode: "100644", type: "blob" } as const;
    portion.push(text === null ? { ...file, sha: null } : { ...file, content: text });
  }
  return portions;
}

const treeSchema = v.object({ sha: treeOid });

async function createTrees(writer: ConfigWriter, commit: ReadyCommit): Promise<TreeSha> {
  const repository = repositoryParameters(writer.repository);
  const { tree } = await ask(
    writer.client,
    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
    { ...repository, commit_sha: commit.expectedHead },
    v.object({ tree: treeSchema }),
  );
  let base = tree.sha;
  for (const portion of treePortions(commit.changes)) {
    const parameters = { ...repository, base_tree: base, tree: portion };
    const route = "POST /repos/{owner}/{repo}/git/trees";
    base = (await ask(writer.client, route, parameters, treeSchema)).sha;
  }
  return base;
}

type MadeCommit = {
  readonly sha: CommitSha;
  readonly committer: { readonly date: string };
  readonly verification?: { readonly verified: boolean } | undefined;
};

const madeSchema = v.object({
  sha: commitOid,
  committer: v.object({ date: moment }),
  verification: v.optional(v.object({ verified: v.boolean() })),
});

function createCommit(
  writer: ConfigWriter,
  commit: ReadyCommit,
  tree: TreeSha,
): Promise<MadeCommit> {
  return ask(
    writer.client,
    "POST /repos/{owner}/{repo}/git/commits",
    {
      ...repositoryParameters(writer.repository),
      message: messageOf(commit),
      tree,
      parents: [commit.expectedHead],
    },
    madeSchema,
  );
}

/** What a refusal of `updateRefs` means is told by the branch itself. */
async function moveBranch(
  writer: ConfigWriter,
  commit: ReadyCommit,
  made: MadeCommit,
): Promise<CommitResult> {
  const refused = await updateBranch(writer, commit, made.sha);
  if (refused === undefined) {
    return {
      kind: "committed",
      commit: made.sha,
      committedAt: made.committer.date,
      verified: made.verification?.verified === true,
    };
  }
  const found = await findCommit(writer, commit);
  return found.kind === "not-made" ? { kind: "rejected", message: refused } : found;
}

/** Compares and swaps. The answer is why it didn't move, as far as anybody knows. */
async function updateBranch(
  writer: ConfigWriter,
  commit: ReadyCommit,
  afterOid: CommitSha,
): Promise<string | undefined> {
  const builder = new DocumentBuilder();
  const name = `refs/heads/${commit.branch}`;
  const update = { name, beforeOid: commit.expectedHead, afterOid, force: false };
  const input = builder.variable("UpdateRefsInput!", {
    repositoryId: await readRepositoryId(writer),
    refUpdates: [update],
  });
  const selection = `updateRefs(input: ${input}) { clientMutationId }`;
  const document = builder.build("mutation", "MoveBranch", selection);
  try {
    const { errors } = await writer.client.graphql(document, { once: true });
    return errors[0]?.message;
  } catch (error) {
    if (isUncertain(error)) return "GitHub gave no answer";
    throw error;
  }
}

async function readRepositoryId(writer: ConfigWriter): Promise<string> {
  const repository = await ask(
    writer.client,
    "GET /repos/{owner}/{repo}",
    repositoryParameters(writer.repository),
    v.object({ node_id: v.string() }),
  );
  return repository.node_id;
}
