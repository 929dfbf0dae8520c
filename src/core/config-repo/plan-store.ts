import {
  type ArtifactIndex,
  EMPTY_INDEX,
  type IndexEntry,
  addToIndex,
  artifactFolder,
  branchIndexPath,
  formatIndex,
  toIndexEntry,
  treeIndexPath,
} from "../artifact/index-files.ts";
import type { TreeSha } from "../artifact/ids.ts";
import { SPEC_FILE, formatSpec } from "../artifact/spec.ts";
import { artifactManifestPath } from "./paths.ts";
import type { StoredArtifact } from "./plan-release.ts";

/** The indexes of a service's artifacts at the head that is committed to. */
export type StoreState = {
  readonly branches: ReadonlyMap<string, ArtifactIndex>;
  readonly trees: ReadonlyMap<TreeSha, ArtifactIndex>;
};

export type PlannedStore = {
  readonly headline: string;
  readonly body: string;
  readonly changes: ReadonlyMap<string, string>;
  /** The index of the artifact's branch, this one among them. */
  readonly branchIndex: ArtifactIndex;
};

/** The commit that stores an artifact on its service's branch, with both indexes. */
export function planStore(
  artifact: StoredArtifact,
  state: StoreState,
  entry: IndexEntry = toIndexEntry(artifact.spec),
): PlannedStore {
  const { spec, manifests } = artifact;
  const folder = artifactFolder(spec);
  const { branch } = spec.application;
  const branchIndex = addToIndex(state.branches.get(branch) ?? EMPTY_INDEX, entry);
  return {
    headline: `[${spec.service}] store ${spec.id}`,
    body: [
      `Service: ${spec.service}`,
      `Artifact-ID: ${spec.id}`,
      `Artifact-digest: ${spec.digest}`,
      `Source: ${spec.run.repository}@${spec.application.sha}`,
      `Run: ${spec.run.id}/${spec.run.attempt}`,
      ...(spec.reusedFrom === undefined ? [] : [`Reused-from: ${spec.reusedFrom.id}`]),
    ].join("\n"),
    changes: new Map([
      [`${folder}/${SPEC_FILE}`, formatSpec(spec)],
      ...[...manifests].map(([path, text]): [string, string] => [
        artifactManifestPath(folder, path),
        text,
      ]),
      [branchIndexPath(branch), formatIndex(branchIndex)],
      ...treeIndexFile(artifact, state, entry),
    ]),
    branchIndex,
  };
}

/** Without a source tree an artifact is never reused, so no tree leads to it. */
function treeIndexFile(
  { spec }: StoredArtifact,
  state: StoreState,
  entry: IndexEntry,
): readonly [string, string][] {
  if (spec.sourceTree === null) return [];
  const index = addToIndex(state.trees.get(spec.sourceTree) ?? EMPTY_INDEX, entry);
  return [[treeIndexPath(spec.sourceTree), formatIndex(index)]];
}
