import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Failed } from "../../core/release/outcome.ts";

/** GitHub takes everything but this: trying again is useless. */
export function rejected(message: string): Refusal {
  return refuse("rejected-by-github", `GitHub refused the commit: ${message}`, {
    advice: "ask a maintainer of the config repository to look at its rules",
    evidence: { message },
  });
}

export function contended(environment: string): Failed {
  return {
    kind: "failed",
    code: "contended",
    sentence: `${environment} moved each time this release was decided`,
    advice: "please ask again",
  };
}

export function failed(error: unknown): Failed {
  return {
    kind: "failed",
    code: "fault",
    sentence: `GitHub or Ham broke: ${error instanceof Error ? error.message : String(error)}`,
    advice: "please ask again",
  };
}
