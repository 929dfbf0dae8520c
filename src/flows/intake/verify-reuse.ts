import { evaluateRun, isReusableRun } from "../../core/artifact/provenance.ts";
import type { StoredArtifact } from "../../core/config-repo/plan-release.ts";
import type { ServiceConfig } from "../../core/environment/ham-config.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { HamParts } from "../parts.ts";
import type { ArtifactsSnapshot } from "../ports/config-repository.ts";

/**
 * An artifact that says it took over the content of another one: that other one is stored with this very
 * content and key, and the run that built it holds by the same rule as any other.
 */
export async function verifyReuse(
  parts: HamParts,
  { spec }: StoredArtifact,
  service: ServiceConfig,
  stored: ArtifactsSnapshot,
): Promise<{ readonly kind: "accepted" } | Refusal> {
  const { reusedFrom, sourceTree } = spec;
  if (reusedFrom === undefined) return { kind: "accepted" };
  const index = sourceTree === null ? undefined : stored.trees.get(sourceTree);
  const entry = index?.artifacts.find(
    (one) => one.id === reusedFrom.id && one.digest === reusedFrom.digest,
  );
  if (entry === undefined || spec.digest !== reusedFrom.digest) return notThere(spec);
  const [[original], run] = await Promise.all([
    parts.artifacts.load([{ service: spec.service, id: entry.id, commit: entry.commit }]),
    parts.ports.sources.run(service.repository, entry.runId),
  ]);
  if (original?.spec.reuseKey !== spec.reuseKey || original.spec.run.id !== reusedFrom.runId) {
    return notThere(spec);
  }
  if (run === undefined) return notThere(spec);
  const accepted = evaluateRun(run, service);
  if (accepted.kind === "refused") return accepted;
  return isReusableRun(run) ? { kind: "accepted" } : notReusable(run.event, spec.id);
}

function notThere(spec: StoredArtifact["spec"]): Refusal {
  const from = spec.reusedFrom;
  return refuse(
    "artifact-claims-other-run",
    `${spec.id} says it reuses ${from?.id ?? ""} of run ${from?.runId ?? 0}, and no such artifact is stored with this content and key`,
    {
      advice: "run the workflow again, so that it builds",
      evidence: { artifact: spec.id, reusedFrom: from?.id ?? null, run: from?.runId ?? null },
    },
  );
}

function notReusable(event: string, id: string): Refusal {
  return refuse(
    "run-event-not-allowed",
    `${id} reuses what a run of ${event} built, and its inputs are not known`,
    { advice: "run the workflow again, so that it builds", evidence: { artifact: id, event } },
  );
}
