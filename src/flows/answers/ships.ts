import type { CommitSha } from "../../core/artifact/ids.ts";
import type { Ships } from "../../core/report/describe-outcome.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import type { PullRequest, SourceRepositories } from "../ports/source-repository.ts";

/** What else a release brings into its environment besides the pull request's own change. */
export async function shipsWith(
  sources: SourceRepositories,
  outcome: Outcome,
  pull: PullRequest,
): Promise<Ships | undefined> {
  const shipped = await shippedCommits(sources, outcome);
  const others = shipped.filter((one) => one.sha !== pull.merged?.commit);
  if (others.length === 0) return undefined;
  return { titles: others.map((one) => one.title), total: others.length };
}

/** Commits that run now and did not before, oldest first; empty for what is no release forward. */
export async function shippedCommits(
  sources: SourceRepositories,
  outcome: Outcome,
): Promise<readonly { readonly sha: CommitSha; readonly title: string }[]> {
  if (outcome.kind !== "released" || outcome.beforeCommit === undefined) return [];
  const { repository, commit } = outcome.source;
  if (await isNextCommit(sources, repository, outcome.beforeCommit, commit)) return [];
  const compared = await sources.compare(repository, outcome.beforeCommit, commit);
  return compared?.status === "ahead" ? compared.commits : [];
}

/** The usual case, known without asking: Ham looked at the commit when its build came in. */
async function isNextCommit(
  sources: SourceRepositories,
  repository: string,
  before: CommitSha,
  after: CommitSha,
): Promise<boolean> {
  const [parent, merged] = (await sources.commit(repository, after))?.parents ?? [];
  return parent === before && merged === undefined;
}
