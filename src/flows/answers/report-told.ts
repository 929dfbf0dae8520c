import { reasonOf } from "../../core/report/describe-outcome.ts";
import type { Told } from "../../core/report/told.ts";
import type { Observer } from "../ham.ts";

/** For logs and metrics: that a request was answered, and how. */
export function reportTold(report: Observer, told: readonly Told[]): void {
  for (const { request, outcome } of told) {
    const { id, service, environment } = request;
    report({
      kind: "request-answered",
      request: id,
      service,
      environment,
      outcome: outcome.kind,
      reason: reasonOf(outcome),
    });
  }
}
