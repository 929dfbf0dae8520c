/** What a run has uploaded, however it came here. */
import { join } from "node:path";

import type { SandboxContext } from "../context.ts";
import { toIso } from "../github/instants.ts";
import type { RunArtifact, WorkflowRun } from "../model.ts";

/** GitHub's for public repositories, and what it takes when nothing is said. */
export const longestRetentionDays = 90;
export const dayMs = 24 * 60 * 60 * 1000;

type Attempt = Pick<WorkflowRun, "id" | "runAttempt">;

/** Within one attempt a name is given once. */
export function artifactNamed(
  context: SandboxContext,
  run: Attempt,
  name: string,
): RunArtifact | undefined {
  return context.state.artifacts.find(
    (artifact) =>
      artifact.runId === run.id && artifact.runAttempt === run.runAttempt && artifact.name === name,
  );
}

/** An id for an artifact and where its zip is to be, relative to the data folder. */
export function nextArtifact(context: SandboxContext): Pick<RunArtifact, "id" | "file"> {
  const id = context.state.nextId("artifacts");
  return { id, file: join("actions", "artifacts", `${id}.zip`) };
}

/** Makes the record of a zip that is in its place. It expires as asked, but not later than GitHub would let it. */
export function keepArtifact(
  context: SandboxContext,
  run: WorkflowRun,
  upload: Pick<RunArtifact, "id" | "file" | "name" | "sizeInBytes"> & {
    /** Of the zip, hex. */
    readonly sha256: string;
    readonly expires: Date;
  },
): RunArtifact {
  const { sha256, expires, ...known } = upload;
  const now = context.now();
  const latest = now.getTime() + longestRetentionDays * dayMs;
  const artifact: RunArtifact = {
    ...known,
    repositoryId: run.repositoryId,
    runId: run.id,
    runAttempt: run.runAttempt,
    digest: `sha256:${sha256}`,
    createdAt: toIso(now),
    expiresAt: toIso(new Date(Math.min(expires.getTime(), latest))),
    expired: false,
  };
  context.state.artifacts.put(artifact);
  return artifact;
}
