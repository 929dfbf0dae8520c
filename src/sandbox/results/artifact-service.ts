/** The five operations of `github.actions.results.api.v1.ArtifactService`, version 4 of artifacts. */
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import * as v from "valibot";

import {
  artifactNamed,
  dayMs,
  keepArtifact,
  longestRetentionDays,
  nextArtifact,
} from "../actions/run-artifacts.ts";
import type { SandboxContext } from "../context.ts";
import type { RunArtifact } from "../model.ts";
import { artifactDownloadUrl } from "../rest/artifact-download.ts";
import { isExpired } from "../rest/workflow-json.ts";
import {
  createArtifactRequest,
  finalizeArtifactRequest,
  listArtifactsRequest,
  namedArtifactRequest,
} from "./messages-schema.ts";
import { backendIds } from "./runtime-token.ts";
import type { RuntimeCaller } from "./runtime-token.ts";
import { TwirpError } from "./twirp-error.ts";
import type { Upload, Uploads } from "./uploads.ts";

/** What an operation works with. */
export type ServiceCall = {
  readonly context: SandboxContext;
  readonly uploads: Uploads;
  readonly caller: RuntimeCaller;
};

type Operation = (call: ServiceCall, message: unknown) => object;

/** By their names in the protocol. Each throws a `TwirpError` when it refuses. */
export const artifactOperations: ReadonlyMap<string, Operation> = new Map([
  ["CreateArtifact", createArtifact],
  ["FinalizeArtifact", finalizeArtifact],
  ["ListArtifacts", listArtifacts],
  ["GetSignedArtifactURL", signedArtifactUrl],
  ["DeleteArtifact", deleteArtifact],
]);

function createArtifact(call: ServiceCall, message: unknown): object {
  const { context, caller, uploads } = call;
  const request = parse(createArtifactRequest, message);
  requireOwnJob(call, request);
  const { name, mime_type: mimeType } = request;
  if (mimeType !== "application/zip")
    throw new TwirpError("unimplemented", `the sandbox keeps zips alone, not ${mimeType}`);
  if (artifactNamed(context, caller.run, name) !== undefined)
    throw new TwirpError(
      "already_exists",
      "an artifact with this name already exists on the workflow run",
    );
  const expires = expiryOf(context, request.expires_at);
  const upload = uploads.begin(caller, { name, expires });
  return { ok: true, signed_upload_url: uploads.addressOf(upload) };
}

/** Size and digest are what arrived; a client that says otherwise has lost something on the way. */
function finalizeArtifact(call: ServiceCall, message: unknown): object {
  const { context, caller, uploads } = call;
  const request = parse(finalizeArtifactRequest, message);
  requireOwnJob(call, request);
  const { name, hash } = request;
  const upload = uploads.ofJob(caller.job.id, name);
  if (upload === undefined) throw new TwirpError("not_found", "no upload of that name was begun");
  const { file: from, size, sha256 } = contentOf(upload);
  if (size !== Number(request.size))
    throw new TwirpError("invalid_argument", `${size} bytes arrived, not ${request.size}`);
  if (hash !== undefined && hash !== `sha256:${sha256}`)
    throw new TwirpError("invalid_argument", `sha256:${sha256} arrived, not ${hash}`);
  const { id, file } = nextArtifact(context);
  const path = join(context.dataFolder, file);
  mkdirSync(dirname(path), { recursive: true });
  renameSync(from, path);
  const { expires } = upload;
  keepArtifact(context, caller.run, { id, file, name, sizeInBytes: size, sha256, expires });
  uploads.end(upload);
  return { ok: true, artifact_id: String(id) };
}

/** Of all attempts of the run, newest first, without those that have expired. */
function listArtifacts(call: ServiceCall, message: unknown): object {
  const request = parse(listArtifactsRequest, message);
  requireOwnRun(call, request);
  const { name_filter: name, id_filter: id } = request;
  const { runBackendId, jobBackendId } = backendIds(call.caller);
  const artifacts = artifactsOf(call)
    .filter((artifact) => name === undefined || artifact.name === name)
    .filter((artifact) => id === undefined || artifact.id === Number(id))
    .map((artifact) => ({
      workflow_run_backend_id: runBackendId,
      workflow_job_run_backend_id: jobBackendId,
      database_id: String(artifact.id),
      name: artifact.name,
      size: String(artifact.sizeInBytes),
      created_at: artifact.createdAt,
      digest: artifact.digest,
    }));
  return { artifacts };
}

function signedArtifactUrl(call: ServiceCall, message: unknown): object {
  const artifact = namedArtifact(call, message);
  return { signed_url: artifactDownloadUrl(call.context, artifact) };
}

function deleteArtifact(call: ServiceCall, message: unknown): object {
  const { id } = namedArtifact(call, message);
  call.context.state.artifacts.remove(id);
  return { ok: true, artifact_id: String(id) };
}

function namedArtifact(call: ServiceCall, message: unknown): RunArtifact {
  const request = parse(namedArtifactRequest, message);
  requireOwnRun(call, request);
  const artifact = artifactsOf(call).find(({ name }) => name === request.name);
  if (artifact !== undefined) return artifact;
  throw new TwirpError("not_found", "the run has no artifact of that name");
}

function artifactsOf({ context, caller }: ServiceCall): readonly RunArtifact[] {
  return context.state.artifacts
    .filter((artifact) => artifact.runId === caller.run.id && !isExpired(context, artifact))
    .sort((one, other) => other.id - one.id);
}

function expiryOf(context: SandboxContext, wanted: string | undefined): Date {
  const now = context.now().getTime();
  if (wanted === undefined) return new Date(now + longestRetentionDays * dayMs);
  const expires = new Date(wanted);
  if (expires.getTime() > now) return expires;
  throw new TwirpError("invalid_argument", "expires_at must be in the future");
}

function contentOf({ content }: Upload) {
  if (content !== undefined) return content;
  throw new TwirpError("failed_precondition", "nothing has been uploaded yet");
}

type JobIds = {
  readonly workflow_run_backend_id: string;
  readonly workflow_job_run_backend_id: string;
};

function requireOwnRun({ caller }: ServiceCall, ids: JobIds): void {
  if (ids.workflow_run_backend_id === backendIds(caller).runBackendId) return;
  throw new TwirpError("permission_denied", "the token is for another workflow run");
}

function requireOwnJob(call: ServiceCall, ids: JobIds): void {
  requireOwnRun(call, ids);
  if (ids.workflow_job_run_backend_id === backendIds(call.caller).jobBackendId) return;
  throw new TwirpError("permission_denied", "the token is for another job");
}

/** One sentence for the first thing that is wrong. */
function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  message: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, message);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TwirpError("invalid_argument", `${v.getDotPath(issue) ?? "message"}: ${issue.message}`);
}
