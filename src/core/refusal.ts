/**
 * A refusal is a decision not to do something. It is a value: the reason for machines, the evidence
 * that was looked at, the sentence for people and, where there is one, what to do about it.
 */
export type Refusal = {
  readonly kind: "refused";
  readonly reason: ReasonCode;
  /** One sentence, no final period missing, no Markdown. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly advice?: string;
  /** What was looked at and what was required, for `--json` and the details of an answer. */
  readonly evidence: Evidence;
};

export type Evidence = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** The closed list of reasons: machines match on these, so they are never renamed. */
export type ReasonCode =
  // provenance of a workflow run
  | "run-not-finished"
  | "run-failed"
  | "run-of-fork"
  | "run-of-other-repository"
  | "run-event-not-allowed"
  | "run-workflow-not-allowed"
  | "branch-not-proven"
  // intake of an artifact
  | "artifact-missing"
  | "artifact-expired"
  | "artifact-too-large"
  | "artifact-unreadable"
  | "artifact-unsafe-path"
  | "artifact-invalid"
  | "artifact-claims-other-run"
  | "artifact-digest-mismatch"
  | "artifact-id-taken"
  | "service-not-owned"
  | "manifest-not-allowed"
  | "object-of-other-service"
  // the configuration
  | "not-configured"
  | "config-invalid"
  // requests
  | "unknown-environment"
  | "unknown-service"
  | "unknown-command"
  | "usage"
  | "too-many-commands"
  | "not-a-pull-request"
  | "pull-request-not-merged"
  | "pull-request-closed"
  | "not-permitted"
  | "bot-not-listed"
  | "expired"
  | "not-run"
  | "no-previous-environment"
  | "nothing-in-previous-environment"
  | "change-not-in-previous-environment"
  | "no-artifact"
  | "environment-not-in-artifact"
  // decisions at the head that is committed to
  | "branch-restricted"
  | "locked"
  | "pinned"
  | "older-than-running"
  | "superseded"
  | "rejected-by-github";

/** Makes a refusal; the one place that knows its `kind`. */
export function refuse(
  reason: ReasonCode,
  sentence: string,
  details: { readonly advice?: string; readonly evidence?: Evidence } = {},
): Refusal {
  const { advice, evidence = {} } = details;
  return {
    kind: "refused",
    reason,
    sentence,
    evidence,
    ...(advice === undefined ? {} : { advice }),
  };
}

export function isRefusal(value: { readonly kind: string }): value is Refusal {
  return value.kind === "refused";
}

/** Foreign text inside a sentence: one line, at most 200 characters. */
export function quoted(text: string): string {
  const characters = Array.from(oneLine(text.slice(0, 1000)));
  return `'${characters.length > 200 ? `${characters.slice(0, 199).join("")}…` : characters.join("")}'`;
}

/** Control characters (and halves of characters) become spaces, so that a value can't start a line of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();
}
