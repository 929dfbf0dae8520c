import {
  type ArtifactIndex,
  EMPTY_INDEX,
  type IndexEntry,
} from "../../core/artifact/index-files.ts";
import type { TreeSha } from "../../core/artifact/ids.ts";
import { artifactBranch } from "../../core/config-repo/paths.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import { planStore } from "../../core/config-repo/plan-store.ts";
import { type Refusal, quoted, refuse } from "../../core/refusal.ts";
import type { HamParts } from "../parts.ts";
import type {
  ArtifactReference,
  ArtifactsSnapshot,
  BranchCommit,
} from "../ports/config-repository.ts";
import { pauseBefore } from "../retry.ts";

export type StoreResult =
  | {
      readonly kind: "stored";
      readonly artifact: StoredArtifact;
      readonly storedAt: string;
      readonly branchIndex: ArtifactIndex;
    }
  /** It was there already; what is stored first stays. */
  | {
      readonly kind: "already-stored";
      readonly artifact: StoredArtifact;
      readonly branchIndex: ArtifactIndex;
    }
  | Refusal;

/** What was read of a service's artifacts. */
export type StoreView = {
  readonly snapshot: ArtifactsSnapshot;
  /** The artifact, if it was found among them. */
  readonly there: StoredArtifact | undefined;
  /** It is known not to be among them. */
  readonly missing: boolean;
};

const MAX_TRIES = 25;

/** Stores an artifact, or finds that it is stored; decides again whenever somebody else was faster. */
export async function storeArtifact(
  parts: HamParts,
  artifact: StoredArtifact,
  view?: StoreView,
  entry?: IndexEntry,
): Promise<StoreResult> {
  if (view?.there !== undefined && isListed(view.snapshot, view.there)) {
    return judgeStored(artifact, view.there, view.snapshot);
  }
  let known = view?.missing === true ? view.snapshot : undefined;
  for (let tried = 1; ; tried += 1) {
    const snapshot = known ?? (await readArtifacts(parts, artifact));
    if (known === undefined) {
      const [there] = await parts.artifacts.load([referenceOf(artifact)]);
      if (there !== undefined) return judgeStored(artifact, there, snapshot);
    }
    const { commit, branchIndex } = storeCommit(artifact, snapshot, entry);
    const [result] = await parts.ports.config.commit([commit]);
    if (result?.kind === "committed") {
      parts.artifacts.keep(artifact);
      return { kind: "stored", artifact, storedAt: result.committedAt, branchIndex };
    }
    if (result?.kind === "rejected") return rejected(result.message);
    if (tried >= MAX_TRIES)
      throw new Error(`artifacts/${artifact.spec.service} moves all the time`);
    await pauseBefore(parts.ports.clock, tried, artifact.spec.id);
    known = undefined;
  }
}

/** It may have been stored between the two readings; then the index is read once more. */
function isListed({ branches }: ArtifactsSnapshot, { spec }: StoredArtifact): boolean {
  const index = branches.get(spec.application.branch);
  return index?.artifacts.some((one) => one.id === spec.id) ?? false;
}

/** The commit that stores it on the head that was read. */
export function storeCommit(
  artifact: StoredArtifact,
  snapshot: ArtifactsSnapshot,
  entry?: IndexEntry,
): { readonly commit: BranchCommit; readonly branchIndex: ArtifactIndex } {
  const { headline, body, changes, branchIndex } = planStore(artifact, snapshot, entry);
  return {
    commit: {
      branch: artifactBranch(artifact.spec.service),
      expectedHead: snapshot.head,
      headline,
      body,
      changes,
    },
    branchIndex,
  };
}

/** Same id: the same content is nothing to do, other content is refused, and so is another branch. */
function judgeStored(
  artifact: StoredArtifact,
  there: StoredArtifact,
  snapshot: ArtifactsSnapshot,
): StoreResult {
  const wanted = artifact.spec;
  const { spec } = there;
  if (spec.application.branch !== wanted.application.branch) {
    return refuse(
      "artifact-id-taken",
      `the id ${wanted.id} belongs to branch ${quoted(spec.application.branch)} already`,
      {
        advice: "rename one of the two branches",
        evidence: {
          id: wanted.id,
          branch: wanted.application.branch,
          other: spec.application.branch,
        },
      },
    );
  }
  const branchIndex = snapshot.branches.get(spec.application.branch) ?? EMPTY_INDEX;
  // Under an id that Ham itself made by reuse a build of the commit changes nothing any more.
  if (spec.digest === wanted.digest || madeByReuse(there, artifact)) {
    return { kind: "already-stored", artifact: there, branchIndex };
  }
  return refuse(
    "artifact-id-taken",
    `${wanted.id} is stored with other content: ${spec.digest.slice(0, 12)}, and this one is ${wanted.digest.slice(0, 12)}`,
    {
      advice: "make the build reproducible, or build a new commit",
      evidence: { id: wanted.id, stored: spec.digest, received: wanted.digest },
    },
  );
}

export function referenceOf({ spec }: StoredArtifact): ArtifactReference {
  return { service: spec.service, id: spec.id, commit: spec.application.sha };
}

function madeByReuse(there: StoredArtifact, artifact: StoredArtifact): boolean {
  return there.spec.reusedFrom !== undefined && there.spec.run.id !== artifact.spec.run.id;
}

async function readArtifacts(
  parts: HamParts,
  { spec }: StoredArtifact,
): Promise<ArtifactsSnapshot> {
  const trees: readonly TreeSha[] = spec.sourceTree === null ? [] : [spec.sourceTree];
  const { service, application } = spec;
  const snapshot = await parts.ports.config.read({
    environments: [],
    artifacts: [{ service, branches: [application.branch], trees }],
  });
  return snapshot.artifacts.get(service) ?? NOTHING_STORED;
}

export const NOTHING_STORED: ArtifactsSnapshot = {
  head: undefined,
  branches: new Map(),
  trees: new Map(),
};

function rejected(message: string): Refusal {
  return refuse("rejected-by-github", `GitHub refused the commit: ${message}`, {
    advice: "ask a maintainer of the config repository to look at its rules",
    evidence: { message },
  });
}
