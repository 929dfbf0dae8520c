import * as v from "valibot";

import type { ArtifactId, CommitSha, Digest, TreeSha } from "./ids.ts";
import { isArtifactId, isCommitSha, isDigest } from "./ids.ts";
import type { ArtifactSpec } from "./spec.ts";

/** One artifact in an index, enough to choose without opening its spec. */
export type IndexEntry = {
  readonly id: ArtifactId;
  readonly commit: CommitSha;
  readonly branch: string;
  readonly digest: Digest;
  readonly planCommit: string;
  readonly runId: number;
  /** The run's `created_at`: newer and older go by it, never by arrival. */
  readonly runCreatedAt: string;
};

/** `index/branch/<encodeURIComponent(branch)>.json` and `index/tree/<tree>.json`, newest first. */
export type ArtifactIndex = { readonly version: 1; readonly artifacts: readonly IndexEntry[] };

/** An index keeps this many; older artifacts stay stored and can be released by name. */
const INDEX_LENGTH = 100;

export const EMPTY_INDEX: ArtifactIndex = { version: 1, artifacts: [] };

export function branchIndexPath(branch: string): string {
  return `index/branch/${encodeURIComponent(branch)}.json`;
}

export function treeIndexPath(tree: TreeSha): string {
  return `index/tree/${tree}.json`;
}

/** Where an artifact is stored on the branch `artifacts/<service>`. */
export function artifactFolder(spec: {
  readonly id: ArtifactId;
  readonly application: { readonly sha: string };
}): string {
  return artifactFolderOf(spec.id, spec.application.sha);
}

export function artifactFolderOf(id: ArtifactId, commit: string): string {
  return `${commit.slice(0, 2)}/${id}`;
}

export function toIndexEntry(spec: ArtifactSpec): IndexEntry {
  return {
    id: spec.id,
    commit: spec.application.sha,
    branch: spec.application.branch,
    digest: spec.digest,
    planCommit: spec.shuttle.plan.sha ?? "",
    runId: spec.run.id,
    runCreatedAt: spec.run.createdAt,
  };
}

/** The index with the entry in its place; an entry of the same id is replaced. */
export function addToIndex(index: ArtifactIndex, entry: IndexEntry): ArtifactIndex {
  const others = index.artifacts.filter((one) => one.id !== entry.id);
  const artifacts = [...others, entry].sort(newestFirst).slice(0, INDEX_LENGTH);
  return { version: 1, artifacts };
}

export function formatIndex(index: ArtifactIndex): string {
  return `${JSON.stringify(index, null, 2)}\n`;
}

/** An index is derived: one that can't be read counts as empty and is written anew. */
export function parseIndex(text: string | undefined): ArtifactIndex {
  if (text === undefined) return EMPTY_INDEX;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), indexSchema), text);
  if (!parsed.success) return EMPTY_INDEX;
  return { version: 1, artifacts: parsed.output.artifacts.flatMap(toEntry) };
}

const indexSchema = v.object({
  version: v.literal(1),
  artifacts: v.array(
    v.object({
      id: v.string(),
      commit: v.string(),
      branch: v.string(),
      digest: v.string(),
      planCommit: v.string(),
      runId: v.number(),
      runCreatedAt: v.string(),
    }),
  ),
});

function toEntry(
  raw: v.InferOutput<typeof indexSchema>["artifacts"][number],
): readonly IndexEntry[] {
  const { id, commit, digest } = raw;
  if (!isArtifactId(id) || !isCommitSha(commit) || !isDigest(digest)) return [];
  return [{ ...raw, id, commit, digest }];
}

function newestFirst(a: IndexEntry, b: IndexEntry): number {
  const later = Date.parse(b.runCreatedAt) - Date.parse(a.runCreatedAt);
  return later || b.runId - a.runId || (a.id < b.id ? -1 : 1);
}
