import { formatArtifactId } from "./artifact-id.ts";
import { type HeadCommit, peopleOf } from "./judge-upload.ts";
import type { ArtifactSpec } from "./spec.ts";

/**
 * The spec of a commit for which nothing is built, because its source tree is that of an artifact which is
 * there: its own id, branch and commit, the content of the other. It says so in `reusedFrom`, and its
 * `run` stays the one that built the content. Undefined when the branch makes no id.
 */
export function deriveSpec(
  from: ArtifactSpec,
  commit: HeadCommit,
  branch: string,
): ArtifactSpec | undefined {
  const planCommit = from.shuttle.plan.sha ?? "0".repeat(40);
  const id = formatArtifactId({ branch, commit: commit.sha, planCommit });
  if (id === undefined || from.sourceTree !== commit.tree) return undefined;
  return {
    ...from,
    id,
    application: { ...from.application, ...peopleOf(commit), branch, sha: commit.sha },
    reusedFrom: { id: from.id, digest: from.digest, runId: from.run.id },
  };
}
