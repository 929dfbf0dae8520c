/** The requests of `ArtifactService` in the JSON of protobuf: whole numbers of 64 bits are texts. */
import * as v from "valibot";

const job = {
  workflow_run_backend_id: v.string(),
  workflow_job_run_backend_id: v.string(),
};
const name = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(1024),
  v.regex(/^[^"<>|*?:\r\n\\/]+$/, 'Expected a name without " : < > | * ? \\ / and line breaks'),
);
const whole = v.pipe(v.string(), v.regex(/^\d{1,18}$/, "Expected a whole number as text"));

export const createArtifactRequest = v.object({
  ...job,
  name,
  expires_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  version: v.number(),
  mime_type: v.optional(v.string(), "application/zip"),
});

export const finalizeArtifactRequest = v.object({
  ...job,
  name,
  // Zero is left out by clients.
  size: v.optional(whole, "0"),
  hash: v.optional(
    v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "Expected sha256: and 64 hex digits")),
  ),
});

export const listArtifactsRequest = v.object({
  ...job,
  name_filter: v.optional(v.string()),
  id_filter: v.optional(whole),
});

export const namedArtifactRequest = v.object({ ...job, name });
