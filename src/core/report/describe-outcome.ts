import type { Outcome } from "../release/outcome.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { describeIntent } from "../release/intent.ts";
import type { AnsweredRecord } from "./markers.ts";

/** One plain sentence without a final period, for people: no Markdown in it. */
export function describeOutcome(
  request: { readonly environment: string },
  outcome: Outcome,
): string {
  switch (outcome.kind) {
    case "released":
      return `${outcome.artifact} is released to ${request.environment}`;
    case "nothing-to-do":
    case "refused":
    case "failed":
      return outcome.sentence;
  }
}

/** What to do about it, where there is something. */
export function adviceOf(outcome: Outcome): string | undefined {
  return outcome.kind === "refused" || outcome.kind === "failed" ? outcome.advice : undefined;
}

/** For machines: the reason code of whatever is not a release. */
export function reasonOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case "released":
      return null;
    case "nothing-to-do":
    case "refused":
      return outcome.reason;
    case "failed":
      return outcome.code;
  }
}

/** What an answer says of a request: also of one that never became a whole one. */
export type RequestName = Pick<ReleaseRequest, "id" | "service" | "environment" | "actor">;

/** Other changes that a release brings along. */
export type Ships = { readonly titles: readonly string[]; readonly total: number };

export function toRecord(
  request: RequestName,
  outcome: Outcome,
  told: { readonly asked: string; readonly at: string; readonly ships?: Ships | undefined },
): AnsweredRecord {
  return {
    request: request.id,
    service: request.service,
    environment: request.environment,
    asked: told.asked,
    by: request.actor.login,
    at: told.at,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    sentence: describeOutcome(request, outcome),
    commit: outcome.kind === "released" ? outcome.commit : null,
    ships: told.ships?.titles ?? [],
    shipsTotal: told.ships?.total ?? 0,
  };
}

/** The value that `--json` prints: the outcome as it is, and the request it belongs to. */
export function toJson(
  request: ReleaseRequest,
  outcome: Outcome,
): Readonly<Record<string, unknown>> {
  return {
    request: request.id,
    requestedAt: request.requestedAt,
    service: request.service,
    environment: request.environment,
    intent: request.intent,
    why: describeIntent(request.intent),
    by: request.actor.login,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    sentence: describeOutcome(request, outcome),
    advice: adviceOf(outcome) ?? null,
    ...(outcome.kind === "released"
      ? {
          artifact: outcome.artifact,
          commit: outcome.commit,
          committedAt: outcome.committedAt,
          before: outcome.before ?? null,
          source: outcome.source,
          recovered: outcome.recovered,
        }
      : {}),
    ...(outcome.kind === "nothing-to-do" ? { artifact: outcome.artifact ?? null } : {}),
    ...(outcome.kind === "refused" ? { evidence: outcome.evidence } : {}),
  };
}
