import type { RunRecord } from "../../core/artifact/provenance.ts";
import { parseUploadName } from "../../core/artifact/reuse-key.ts";
import { sameRepository, servicesOf } from "../../core/environment/ham-config.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { describeOutcome } from "../../core/report/describe-outcome.ts";
import {
  INTAKE_CHECK,
  type IntakeLine,
  intakeCheckName,
  renderIntakeCheck,
} from "../../core/report/check-report.ts";
import type { Told } from "../../core/report/told.ts";
import { announceReleases } from "../answers/announce.ts";
import type { Job } from "../job.ts";
import type { HamParts } from "../parts.ts";
import type { Upload } from "../ports/source-repository.ts";
import { readWorld } from "../world.ts";
import { type Taken, takeUpload } from "./take-upload.ts";

type RunJob = Extract<Job, { readonly kind: "run-completed" }>;

/** A finished workflow run: what it uploaded for its services is stored and released, or refused aloud. */
export async function handleRun(parts: HamParts, job: RunJob): Promise<void> {
  const { sources } = parts.ports;
  const [run, uploads, world] = await Promise.all([
    sources.run(job.repository, job.runId),
    sources.uploads(job.repository, job.runId),
    readWorld(parts, (config) => ({
      environments: [],
      // Before anything else is read of them: what is the head of each service's artifacts?
      artifacts: servicesOf(config, job.repository).map(({ name }) => ({ service: name })),
    })),
  ]);
  const ours = newestPerService(uploads);
  if (run === undefined || ours.length === 0 || run.status !== "completed") return;
  if (world.kind === "refused") {
    const lines = ours.map(({ service }) => refusedLine(service, world));
    reportIntake(parts, run, lines);
    return;
  }
  const results = await Promise.all(
    ours.map(({ service, upload }) =>
      settle(service, () => takeUpload(parts, { run, service, upload, world })),
    ),
  );
  tell(parts, run, results);
  const [fault] = results.flatMap((one) => one.fault ?? []);
  if (fault !== undefined) throw fault;
}

type Result = {
  readonly line: IntakeLine;
  readonly told: readonly Told[];
  /** It was told already; the job is tried again for it. */
  readonly fault?: Error;
};

/** One service's fault must not keep another one's artifact from being stored. */
async function settle(service: string, take: () => Promise<Taken | Refusal>): Promise<Result> {
  try {
    const taken = await take();
    if (taken.kind === "refused") return { line: refusedLine(service, taken), told: [] };
    return { line: storedLine(service, taken), told: taken.told };
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    return { line: refusedLine(service, brokenIntake(fault)), told: [], fault };
  }
}

function tell(parts: HamParts, run: RunRecord, results: readonly Result[]): void {
  reportIntake(
    parts,
    run,
    results.map((one) => one.line),
  );
  const told = results.flatMap((one) => one.told);
  announceReleases(parts, { repository: run.repository, commit: run.headSha }, told);
}

/** A check for each service of the repository, so that none hides what became of another. */
function reportIntake(parts: HamParts, run: RunRecord, lines: readonly IntakeLine[]): void {
  const own = (line: IntakeLine): boolean => isOwned(parts, run, line.service);
  const strange = lines.filter((line) => !own(line));
  // Anybody who can run a workflow can make up names: these share one check.
  if (strange.length > 0) reportCheck(parts, run, INTAKE_CHECK, strange);
  for (const line of lines.filter(own)) {
    reportCheck(parts, run, intakeCheckName(line.service), [line]);
  }
}

function isOwned({ configs }: HamParts, run: RunRecord, name: string): boolean {
  const service = configs.hint()?.services.get(name);
  return service !== undefined && sameRepository(service, run.repository);
}

function reportCheck(
  parts: HamParts,
  run: RunRecord,
  name: string,
  lines: readonly IntakeLine[],
): void {
  const failed = lines.some((line) => line.kind === "refused");
  parts.answers.later(`check ${name} of run ${run.id}`, () =>
    parts.ports.checks.report({
      repository: run.repository,
      commit: run.headSha,
      name,
      conclusion: failed ? "failure" : "success",
      ...renderIntakeCheck(lines),
      annotations: [],
    }),
  );
}

/** Of several uploads of one service in a run the newest counts. */
function newestPerService(
  uploads: readonly Upload[],
): readonly { readonly service: string; readonly upload: Upload }[] {
  const newest = new Map<string, Upload>();
  for (const upload of uploads) {
    const service = parseUploadName(upload.name)?.service;
    if (service === undefined) continue;
    const other = newest.get(service);
    if (other === undefined || isNewer(upload, other)) newest.set(service, upload);
  }
  return [...newest].map(([service, upload]) => ({ service, upload }));
}

function isNewer(a: Upload, b: Upload): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt;
}

function refusedLine(service: string, refusal: Refusal): IntakeLine {
  return { kind: "refused", service, refusal };
}

function storedLine(service: string, taken: Taken): IntakeLine {
  return {
    kind: "stored",
    service,
    artifact: taken.artifact.spec.id,
    releases: taken.told.map(({ request, outcome }) => describeOutcome(request, outcome)),
  };
}

function brokenIntake(fault: Error): Refusal {
  return refuse("artifact-unreadable", `GitHub or Ham broke while it was taken: ${fault.message}`, {
    advice: "Ham tries again by itself",
  });
}
