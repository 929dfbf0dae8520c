import * as v from "valibot";

import type { CommitSha } from "../../../core/artifact/ids.ts";
import { ask } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { isGithubError } from "../github-error.ts";
import { commitOid, treeOid } from "../schema.ts";
import type { ConfigWriter } from "./commit.ts";

/**
 * Makes a branch that holds a README and has no history but its own. Undefined: somebody else was faster,
 * and what is there now has to be read first.
 */
export async function createBranch(
  writer: ConfigWriter,
  branch: string,
): Promise<CommitSha | undefined> {
  const repository = repositoryParameters(writer.repository);
  const { client } = writer;
  const readme = { path: "README.md", mode: "100644", type: "blob", content: readmeOf(branch) };
  const tree = await ask(
    client,
    "POST /repos/{owner}/{repo}/git/trees",
    { ...repository, tree: [readme] },
    v.object({ sha: treeOid }),
  );
  const commit = await ask(
    client,
    "POST /repos/{owner}/{repo}/git/commits",
    { ...repository, message: `Begin ${branch}`, tree: tree.sha, parents: [] },
    v.object({ sha: commitOid }),
  );
  try {
    await client.request("POST /repos/{owner}/{repo}/git/refs", {
      ...repository,
      ref: `refs/heads/${branch}`,
      sha: commit.sha,
    });
    return commit.sha;
  } catch (error) {
    if (isGithubError(error, "unprocessable")) return undefined;
    throw error;
  }
}

function readmeOf(branch: string): string {
  return `# ${branch}\n\nHam writes this branch; changes by hand are drift and are reported.\n`;
}
