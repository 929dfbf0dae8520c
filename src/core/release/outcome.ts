import type { ArtifactId, CommitSha } from "../artifact/ids.ts";
import type { Refusal } from "../refusal.ts";
import type { Intent } from "./intent.ts";

/** How a request ended. Every answer, comment, check and `--json` alike, is rendered from this value. */
export type Outcome = Released | NothingToDo | Refusal | Failed;

export type Released = {
  readonly kind: "released";
  readonly artifact: ArtifactId;
  readonly commit: CommitSha;
  readonly committedAt: string;
  readonly intent: Intent;
  /** What ran before; undefined for the first release of a service. */
  readonly before: ArtifactId | undefined;
  /** Its source commit, where it is known. */
  readonly beforeCommit?: CommitSha | undefined;
  /** The source: which repository's commit runs now. */
  readonly source: { readonly repository: string; readonly commit: CommitSha };
  /** True when the answer was found in the history: the commit was made before Ham was restarted. */
  readonly recovered: boolean;
};

export type NothingToDo = {
  readonly kind: "nothing-to-do";
  readonly reason:
    | "already-released"
    | "already-stored"
    | "newer-running"
    | "newer-waiting"
    | "person-decided"
    | "no-policy"
    | "nothing-asked";
  readonly sentence: string;
  readonly artifact?: ArtifactId | undefined;
};

/** Something broke: the request may be asked again. */
export type Failed = {
  readonly kind: "failed";
  readonly code: string;
  readonly sentence: string;
  readonly advice: string;
};
