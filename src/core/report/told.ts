import type { Outcome } from "../release/outcome.ts";
import type { RequestName } from "./describe-outcome.ts";

/** A request, how it ended, and how it was asked for: what every answer is rendered from. */
export type Told = {
  readonly request: RequestName;
  /** The command or label as written; empty: nobody asked, it was an automatic release. */
  readonly asked: string;
  readonly outcome: Outcome;
};

/** Ended without what was asked for. */
export function isRefusedOrFailed(outcome: Outcome): boolean {
  return outcome.kind === "refused" || outcome.kind === "failed";
}
