import { type ArtifactId, type CommitSha, isArtifactId } from "./ids.ts";

/** The plan part of an artifact id of a project without a plan. */
export const NO_PLAN = "0".repeat(40);

export type ArtifactIdParts = {
  readonly branch: string;
  readonly commit: CommitSha;
  /** Commit of a git plan, tree oid of a plan inside the repository, {@link NO_PLAN} without one. */
  readonly planCommit: string;
};

/** What an id tells back: the branch is not in it unambiguously (`a/b` and `a_b` look the same). */
export type ParsedArtifactId = {
  readonly branchPart: string;
  readonly commit10: string;
  readonly plan10: string;
};

/**
 * The id of the artifact that a commit of a branch gives with a plan.
 * Undefined when the branch makes no folder name, for example because it is too long.
 */
export function formatArtifactId(parts: ArtifactIdParts): ArtifactId | undefined {
  const id = [
    parts.branch.replaceAll("/", "_"),
    parts.commit.slice(0, 10),
    parts.planCommit.slice(0, 10),
  ].join("-");
  return isArtifactId(id) ? id : undefined;
}

export function parseArtifactId(text: string): ParsedArtifactId | undefined {
  if (!isArtifactId(text)) return undefined;
  const match = /^(.+)-([0-9a-f]{10})-([0-9a-f]{10})$/s.exec(text);
  const [, branchPart, commit10, plan10] = match ?? [];
  if (branchPart === undefined || commit10 === undefined || plan10 === undefined) return undefined;
  return { branchPart, commit10, plan10 };
}
