import type { ArtifactId, CommitSha } from "../../core/artifact/ids.ts";
import type { EnvironmentState } from "../../core/config-repo/environment-state.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import type { Outcome } from "../../core/release/outcome.ts";
import type { ReleaseRequest } from "../../core/release/request.ts";
import type { ConfigInForce } from "../known-config.ts";
import type { ArtifactReference, BranchCommit, CommitResult } from "../ports/config-repository.ts";

/** A request that is ready to be decided: who may, and which artifact, are known. */
export type Candidate = {
  readonly request: ReleaseRequest;
  readonly artifact: ArtifactReference;
  /** Its content, when the asker holds it: saves loading it. */
  readonly loaded?: StoredArtifact | undefined;
  /** What the asker read: saves the lane its own read, if nothing has moved since. */
  readonly view?: LaneView | undefined;
  /** Commits to other branches that belong to it and share the call; each stands on its own. */
  readonly brings?: readonly BranchCommit[] | undefined;
};

/** An environment as it was read, and the lane's step at the time. */
export type LaneView = {
  readonly config: ConfigInForce;
  /** Undefined: the branch doesn't exist. */
  readonly state: EnvironmentState | undefined;
  readonly services: readonly string[];
  readonly requestsSince: string | undefined;
  readonly step: number;
};

export type LaneAnswer = {
  readonly outcome: Outcome;
  /** How what it brought went; empty when nothing was committed. */
  readonly brought: readonly CommitResult[];
  /** The environment after it, as far as this lane knows. */
  readonly state: EnvironmentState | undefined;
};

/** What ran before a release. */
export type Before = { readonly artifact: ArtifactId; readonly commit: CommitSha } | undefined;
