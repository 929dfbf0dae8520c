import type { CommitSha } from "../core/artifact/ids.ts";
import type { SourceRepositories } from "./ports/source-repository.ts";

/** Is the change part of the commit: the commit itself, or one of its ancestors? */
export async function contains(
  sources: SourceRepositories,
  repository: string,
  commit: CommitSha,
  change: CommitSha,
): Promise<boolean> {
  if (commit === change) return true;
  const compared = await sources.compare(repository, change, commit);
  return compared?.status === "ahead" || compared?.status === "identical";
}
