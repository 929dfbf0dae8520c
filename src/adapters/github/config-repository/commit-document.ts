import { type BranchCommit, ONE_CALL_LIMITS } from "../../../flows/ports/config-repository.ts";
import { DocumentBuilder, type GraphqlDocument } from "../document.ts";

/** Larger commits are made of trees. Deletions count as files: GitHub looks each of them up. */
export function isSmall({ changes }: BranchCommit): boolean {
  if (changes.size > ONE_CALL_LIMITS.files) return false;
  let bytes = 0;
  for (const text of changes.values()) bytes += text === null ? 0 : Buffer.byteLength(text);
  return bytes <= ONE_CALL_LIMITS.bytes;
}

/** A commit whose branch is there. */
export type ReadyCommit = BranchCommit & {
  readonly expectedHead: NonNullable<BranchCommit["expectedHead"]>;
};

/** One document for several branches: GitHub carries them out in order, and one that fails alone. */
export function commitDocument(
  repository: string,
  commits: readonly ReadyCommit[],
): GraphqlDocument {
  const builder = new DocumentBuilder();
  const mutations = commits.map((commit, index) => {
    const input = builder.variable("CreateCommitOnBranchInput!", commitInput(repository, commit));
    return `c${index}: createCommitOnBranch(input: ${input}) { commit {
      oid committedDate signature { isValid } } }`;
  });
  return builder.build("mutation", "Commit", mutations.join("\n"));
}

function commitInput(repository: string, commit: ReadyCommit) {
  const changes = [...commit.changes];
  return {
    branch: { repositoryNameWithOwner: repository, branchName: commit.branch },
    expectedHeadOid: commit.expectedHead,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: {
      additions: changes.flatMap(([path, text]) =>
        text === null ? [] : [{ path, contents: Buffer.from(text, "utf8").toString("base64") }],
      ),
      deletions: changes.flatMap(([path, text]) => (text === null ? [{ path }] : [])),
    },
  };
}

/** The message as git has it afterwards. */
export function messageOf(commit: BranchCommit): string {
  return commit.body === "" ? commit.headline : `${commit.headline}\n\n${commit.body}`;
}
