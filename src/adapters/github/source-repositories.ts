import type { SourceRepositories } from "../../flows/ports/source-repository.ts";
import type { Github } from "./installation.ts";
import { isOnBranch, readBranchFacts, readBranchHead } from "./source-repositories/branches.ts";
import { SourceCommits, resolveRef } from "./source-repositories/commits.ts";
import { downloadUpload } from "./source-repositories/download.ts";
import { readActor, readStanding } from "./source-repositories/people.ts";
import { listPullsOfCommit, readPull } from "./source-repositories/pull-requests.ts";
import { listCompletedRuns, listUploads, readRun } from "./source-repositories/runs.ts";

/** Application repositories on GitHub. */
export function createSourceRepositories(options: {
  readonly github: Pick<Github, "reader">;
}): SourceRepositories {
  const client = options.github.reader;
  const commits = new SourceCommits(client);
  return {
    run: (repository, runId) => readRun(client, repository, runId),
    completedRuns: (repository, since) => listCompletedRuns(client, repository, since),
    uploads: (repository, runId) => listUploads(client, repository, runId),
    download: (repository, upload, maxBytes) =>
      downloadUpload(client, repository, upload, maxBytes),
    commit: (repository, sha) => commits.commit(repository, sha),
    compare: (repository, base, head) => commits.compare(repository, base, head),
    isOnBranch: (repository, sha, branch) =>
      isOnBranch(client, commits, { repository, sha, branch }),
    branchFacts: (repository, headSha, branch) =>
      readBranchFacts(client, commits, { repository, headSha, branch }),
    branchHead: (repository, branch) => readBranchHead(client, repository, branch),
    folderTree: (repository, sha, folder) => commits.folderTree(repository, sha, folder),
    fileText: (repository, sha, path) => commits.fileText(repository, sha, path),
    resolveRef: (repository, ref) => resolveRef(client, repository, ref),
    pull: (repository, number) => readPull(client, repository, number),
    pullsOfCommit: (repository, sha) => listPullsOfCommit(client, repository, sha),
    standing: (repository, login, teams) => readStanding(client, repository, login, teams),
    actor: (login) => readActor(client, login),
  };
}
