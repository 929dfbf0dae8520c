import * as v from "valibot";

import type { RunRecord } from "../../../core/artifact/provenance.ts";
import type { Upload } from "../../../flows/ports/source-repository.ts";
import { type Client, find, list } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { commitOid, moment } from "../schema.ts";

const runSchema = v.object({
  id: v.number(),
  run_attempt: v.optional(v.number(), 1),
  repository: v.object({ id: v.number(), full_name: v.string() }),
  head_repository: v.nullish(v.object({ id: v.number() })),
  event: v.string(),
  status: v.nullable(v.string()),
  conclusion: v.nullable(v.string()),
  head_branch: v.nullable(v.string()),
  head_sha: commitOid,
  path: v.string(),
  created_at: moment,
  actor: v.nullish(v.object({ login: v.string() })),
  html_url: v.string(),
});

/** GitHub's record of a run, its newest attempt. */
export async function readRun(
  client: Client,
  repository: string,
  runId: number,
): Promise<RunRecord | undefined> {
  const route = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
  const parameters = { ...repositoryParameters(repository), run_id: runId };
  const run = await find(client, route, parameters, runSchema);
  return run === undefined ? undefined : toRunRecord(run);
}

/** Successful ones, newest first. */
export async function listCompletedRuns(
  client: Client,
  repository: string,
  since: string,
): Promise<readonly RunRecord[]> {
  const pages = await list(
    client,
    "GET /repos/{owner}/{repo}/actions/runs",
    { ...repositoryParameters(repository), status: "success", created: `>=${since}` },
    v.object({ workflow_runs: v.array(runSchema) }),
  );
  return pages
    .flatMap((page) => page.workflow_runs)
    .filter((run) => run.status === "completed" && run.conclusion === "success")
    .map(toRunRecord);
}

/** What a run uploaded, of all its attempts. */
export async function listUploads(
  client: Client,
  repository: string,
  runId: number,
): Promise<readonly Upload[]> {
  const pages = await list(
    client,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
    { ...repositoryParameters(repository), run_id: runId },
    v.object({ artifacts: v.array(uploadSchema) }),
  );
  return pages.flatMap((page) => page.artifacts).map(toUpload);
}

const uploadSchema = v.object({
  id: v.number(),
  name: v.string(),
  size_in_bytes: v.number(),
  expired: v.boolean(),
  created_at: v.nullable(moment),
  digest: v.nullish(v.string(), null),
});

function toRunRecord(run: v.InferOutput<typeof runSchema>): RunRecord {
  return {
    id: run.id,
    attempt: run.run_attempt,
    repository: run.repository.full_name,
    repositoryId: run.repository.id,
    headRepositoryId: run.head_repository?.id ?? null,
    event: run.event,
    status: run.status ?? "unknown",
    conclusion: run.conclusion,
    headBranch: run.head_branch,
    headSha: run.head_sha,
    workflowPath: run.path,
    createdAt: run.created_at,
    actor: run.actor?.login ?? "",
    url: run.html_url,
  };
}

function toUpload(upload: v.InferOutput<typeof uploadSchema>): Upload {
  return {
    id: upload.id,
    name: upload.name,
    sizeInBytes: upload.size_in_bytes,
    expired: upload.expired,
    createdAt: upload.created_at ?? "",
    digest: upload.digest,
  };
}
