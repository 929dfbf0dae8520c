import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { NO_PLAN } from "../../../src/core/artifact/artifact-id.ts";
import { commitSha, treeSha } from "../../../src/core/artifact/ids.ts";
import { uploadName } from "../../../src/core/artifact/reuse-key.ts";
import type { ArtifactSpec } from "../../../src/core/artifact/spec.ts";
import { completeRun } from "../../../src/sandbox/actions/run-records.ts";
import type { WorkflowRun } from "../../../src/sandbox/model.ts";
import { anArtifact } from "../builders.ts";
import { filesOf, zipOf } from "../ham-world.ts";
import { type ForgeWorld, SHOP } from "./forge-world.ts";

/** What differs from an honest run of `acme/shop` on a commit of master. */
export type Forgery = {
  readonly repository?: string;
  readonly service?: string;
  readonly run?: Partial<
    Pick<WorkflowRun, "headRepositoryId" | "event" | "path" | "headBranch" | "runAttempt" | "actor">
  >;
  readonly conclusion?: NonNullable<WorkflowRun["conclusion"]>;
  readonly spec?: Partial<ArtifactSpec>;
  /** Instead of those of an honest build. */
  readonly manifests?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly expired?: boolean;
  /** What GitHub says of its size. */
  readonly sizeInBytes?: number;
  readonly zip?: (files: ReadonlyMap<string, string>) => Uint8Array;
};

/** A run on a commit that ends now, with its upload, and GitHub tells of it. Its id, and what it uploaded. */
export async function forgeRun(
  world: ForgeWorld,
  commit: string,
  forgery: Forgery = {},
): Promise<{ readonly runId: number; readonly spec: ArtifactSpec }> {
  const { context } = world.sandbox;
  const run = recordRun(world, commit, forgery);
  const spec = await keepUpload(world, run, forgery);
  await completeRun(context, run.id, forgery.conclusion ?? "success");
  context.state.flush();
  return { runId: run.id, spec };
}

function recordRun(
  { sandbox }: ForgeWorld,
  commit: string,
  { repository: name = SHOP, run: changes = {} }: Forgery,
): WorkflowRun {
  const { state } = sandbox.context;
  const repository = state.repositories.find(({ owner, name: own }) => `${owner}/${own}` === name);
  if (repository === undefined) throw new Error(`there is no ${name}`);
  const id = state.nextId("workflowRuns");
  const path = changes.path ?? ".github/workflows/ci.yml";
  const createdAt = new Date().toISOString().replace(/\.\d+/, "");
  state.workflows.put({ id, repositoryId: repository.id, name: "CI", path, createdAt });
  const run: WorkflowRun = {
    id,
    repositoryId: repository.id,
    headRepositoryId: repository.id,
    headSha: commit,
    checkoutSha: commit,
    workflowId: id,
    name: "CI",
    event: "push",
    headBranch: "master",
    pullNumbers: [],
    actor: "developer",
    runNumber: id,
    runAttempt: 1,
    status: "in_progress",
    conclusion: null,
    createdAt,
    runStartedAt: createdAt,
    updatedAt: createdAt,
    previousAttempts: [],
    ...changes,
    path,
  };
  state.workflowRuns.put(run);
  return run;
}

/** The upload of a run, as the Action would leave it but for the forgery. */
async function keepUpload(
  world: ForgeWorld,
  run: WorkflowRun,
  forgery: Forgery,
): Promise<ArtifactSpec> {
  const { context } = world.sandbox;
  const artifact = await artifactOf(world, run, forgery);
  const files = filesOf(artifact);
  const zip = forgery.zip?.(files) ?? (await zipOf(files));
  const id = context.state.nextId("artifacts");
  const file = join("actions", "artifacts", `${id}.zip`);
  mkdirSync(dirname(join(context.dataFolder, file)), { recursive: true });
  writeFileSync(join(context.dataFolder, file), zip);
  context.state.artifacts.put({
    id,
    repositoryId: run.repositoryId,
    runId: run.id,
    runAttempt: run.runAttempt,
    name: forgery.name ?? uploadName(artifact.spec.service, artifact.spec.reuseKey),
    sizeInBytes: forgery.sizeInBytes ?? zip.length,
    digest: `sha256:${createHash("sha256").update(zip).digest("hex")}`,
    createdAt: run.createdAt,
    expiresAt: "2099-01-01T00:00:00Z",
    expired: forgery.expired ?? false,
    file,
  });
  return artifact.spec;
}

async function artifactOf(world: ForgeWorld, run: WorkflowRun, forgery: Forgery) {
  const { repository = SHOP, service = "shop" } = forgery;
  const tree = await world.git(repository, "rev-parse", `${run.headSha}^{tree}`);
  const { event, path: workflow, createdAt, runAttempt: attempt, id } = run;
  return anArtifact({
    service,
    branch: run.headBranch ?? "",
    commit: commitSha(run.headSha),
    planCommit: commitSha(NO_PLAN),
    ...(forgery.manifests === undefined ? {} : { manifests: forgery.manifests }),
    spec: {
      shuttle: { plan: {} },
      sourceTree: treeSha(tree),
      run: { repository, id, attempt, workflow, event, createdAt },
      ...forgery.spec,
    },
  });
}
