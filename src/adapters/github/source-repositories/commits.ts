import * as v from "valibot";

import {
  type CommitSha,
  type TreeSha,
  commitSha,
  isCommitSha,
} from "../../../core/artifact/ids.ts";
import type { SourceCommit, SourceComparison } from "../../../flows/ports/source-repository.ts";
import { type Client, dataOf, find } from "../client.ts";
import { DocumentBuilder, inRepository, repositoryParameters } from "../document.ts";
import { isGithubError } from "../github-error.ts";
import { Remembered } from "../remembered.ts";
import { parseRepository } from "../repository-answer.ts";
import { commitOid, nodesOf, parseAnswer, present, treeOid } from "../schema.ts";

const REMEMBERED = 2000;
/** Beyond that GitHub gives no text either. */
const MAX_FILE_BYTES = 512_000;

/** Commits and what lies between two of them: things that never change, so each is asked once. */
export class SourceCommits {
  readonly #client: Client;
  readonly #commits = new Remembered<SourceCommit>(REMEMBERED);
  readonly #comparisons = new Remembered<SourceComparison>(REMEMBERED);
  readonly #trees = new Remembered<TreeSha>(REMEMBERED);

  constructor(client: Client) {
    this.#client = client;
  }

  commit(repository: string, sha: CommitSha): Promise<SourceCommit | undefined> {
    return this.#commits.ask(`${repository}@${sha}`, () =>
      readCommit(this.#client, repository, sha),
    );
  }

  async compare(
    repository: string,
    base: CommitSha,
    head: CommitSha,
  ): Promise<SourceComparison | undefined> {
    if (base === head) return { status: "identical", commits: [], total: 0 };
    // An ancestor seen from its descendant is behind, and adds no commits.
    if (this.#comparisons.get(`${repository}@${head}...${base}`)?.status === "ahead") {
      return { status: "behind", commits: [], total: 0 };
    }
    return this.#comparisons.ask(`${repository}@${base}...${head}`, () =>
      readComparison(this.#client, repository, base, head),
    );
  }

  folderTree(repository: string, sha: CommitSha, folder: string): Promise<TreeSha | undefined> {
    const path = folder === "." ? "" : folder.replace(/^\.\//, "").replace(/\/+$/, "");
    return this.#trees.ask(`${repository}@${sha}:${path}`, async () => {
      const answer = await this.#object(repository, `${sha}:${path}`, "... on Tree { oid }");
      const tree = parseAnswer(v.nullish(v.object({ oid: v.optional(treeOid) })), answer, "Object");
      return tree?.oid;
    });
  }

  async fileText(repository: string, sha: CommitSha, path: string): Promise<string | undefined> {
    const fields = "... on Blob { text isTruncated byteSize }";
    const answer = await this.#object(repository, `${sha}:${path}`, fields);
    const blob = parseAnswer(v.nullish(blobSchema), answer, "Object");
    const { text = null, isTruncated = true, byteSize = 0 } = blob ?? {};
    return isTruncated || byteSize > MAX_FILE_BYTES ? undefined : (text ?? undefined);
  }

  async #object(repository: string, expression: string, fields: string): Promise<unknown> {
    const builder = new DocumentBuilder();
    const selection = `object(expression: ${builder.variable("String!", expression)}) { ${fields} }`;
    const document = builder.build("query", "Object", inRepository(builder, repository, selection));
    const data = dataOf(await this.#client.graphql(document), document);
    return parseRepository(data, document.name)?.["object"];
  }
}

const blobSchema = v.object({
  text: v.optional(v.nullable(v.string())),
  isTruncated: v.optional(v.boolean()),
  byteSize: v.optional(v.number()),
});

/** The commit a branch, tag or commit of a repository is; undefined where the App may not look. */
export async function resolveRef(
  client: Client,
  repository: string,
  ref: string,
): Promise<CommitSha | undefined> {
  try {
    const answer = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", {
      ...repositoryParameters(repository),
      ref,
      headers: { accept: "application/vnd.github.sha" },
    });
    const sha = String(answer.data).trim();
    return isCommitSha(sha) ? sha : undefined;
  } catch (error) {
    const isUnknown = isGithubError(error, "not-found", "unprocessable", "forbidden", "conflict");
    if (isUnknown) return undefined;
    throw error;
  }
}

const gitActor = v.nullable(
  v.object({ name: v.nullable(v.string()), email: v.nullable(v.string()) }),
);
const account = v.nullable(
  v.object({ login: v.string(), databaseId: v.nullable(v.number()), name: v.nullable(v.string()) }),
);

const commitSchema = v.object({
  oid: v.optional(commitOid),
  tree: v.optional(v.object({ oid: treeOid })),
  parents: v.optional(nodesOf(v.object({ oid: commitOid }))),
  message: v.optional(v.string()),
  author: v.optional(v.nullable(v.object({ ...gitActor.wrapped.entries, user: account }))),
  committer: v.optional(gitActor),
  commitUrl: v.optional(v.string()),
});

const COMMIT_FIELDS = `... on Commit { oid tree { oid } parents(first: 20) { nodes { oid } } message
  author { name email user { login databaseId name } } committer { name email } commitUrl }`;

async function readCommit(
  client: Client,
  repository: string,
  sha: CommitSha,
): Promise<SourceCommit | undefined> {
  const builder = new DocumentBuilder();
  const selection = `object(oid: ${builder.variable("GitObjectID!", sha)}) { ${COMMIT_FIELDS} }`;
  const document = builder.build(
    "query",
    "SourceCommit",
    inRepository(builder, repository, selection),
  );
  const data = dataOf(await client.graphql(document), document);
  const answer = parseRepository(data, document.name)?.["object"];
  const commit = parseAnswer(v.nullish(commitSchema), answer, document.name);
  if (commit?.oid === undefined || commit.tree === undefined) return undefined;
  const { author, committer } = commit;
  return {
    sha: commit.oid,
    tree: commit.tree.oid,
    parents: present(commit.parents?.nodes ?? []).map(({ oid }) => oid),
    message: commit.message ?? "",
    author: {
      name: author?.name ?? "",
      email: author?.email ?? "",
      account: toAccount(author?.user ?? null),
    },
    committer: { name: committer?.name ?? "", email: committer?.email ?? "" },
    url: commit.commitUrl ?? "",
  };
}

function toAccount(user: v.InferOutput<typeof account>): SourceCommit["author"]["account"] {
  const id = user?.databaseId ?? null;
  return user === null || id === null ? null : { login: user.login, id, name: user.name };
}

const comparisonSchema = v.object({
  status: v.picklist(["identical", "ahead", "behind", "diverged"]),
  total_commits: v.number(),
  commits: v.array(v.object({ sha: v.string(), commit: v.object({ message: v.string() }) })),
});

async function readComparison(
  client: Client,
  repository: string,
  base: CommitSha,
  head: CommitSha,
): Promise<SourceComparison | undefined> {
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  const parameters = { ...repositoryParameters(repository), basehead: `${base}...${head}` };
  const answer = await find(client, route, parameters, comparisonSchema);
  if (answer === undefined) return undefined;
  const commits = answer.commits.slice(0, 250).map(({ sha, commit }) => ({
    sha: commitSha(sha),
    title: commit.message.split("\n", 1)[0] ?? "",
  }));
  return { status: answer.status, commits, total: answer.total_commits };
}
