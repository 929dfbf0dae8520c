import type { SandboxContext } from "../context.ts";
import type { CheckRun, Oid, Repository } from "../model.ts";

export function checkRunById(context: SandboxContext, id: number): CheckRun | undefined {
  return context.state.checkRuns.get(id);
}

/** All runs on a commit, oldest first. */
export function checkRunsOf(
  context: SandboxContext,
  repository: Repository,
  sha: Oid,
): readonly CheckRun[] {
  return context.state.checkRuns.filter(
    (run) => run.repositoryId === repository.id && run.headSha === sha,
  );
}

/** Of several runs of one App with one name only the newest. */
export function latestCheckRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  const newest = new Map(runs.map((run) => [`${run.appId}/${run.name}`, run]));
  return [...newest.values()];
}

/** An App has one suite a commit. It is known by the id of the App's first run there. */
export function checkSuiteIdOf(context: SandboxContext, run: CheckRun): number {
  const first = context.state.checkRuns.find(
    (other) =>
      other.appId === run.appId &&
      other.headSha === run.headSha &&
      other.repositoryId === run.repositoryId,
  );
  return (first ?? run).id;
}
