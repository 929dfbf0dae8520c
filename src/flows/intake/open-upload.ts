import { createHash } from "node:crypto";

import { type Refusal, refuse } from "../../core/refusal.ts";
import type { HamPorts } from "../ham.ts";
import type { Upload } from "../ports/source-repository.ts";

/** Larger than anything within the limits of ten environments. */
const MAX_ZIP_BYTES = 24 * 1024 * 1024;

/** Fetches and opens what a run uploaded; the bytes must be those that GitHub recorded. */
export async function openUpload(
  ports: HamPorts,
  repository: string,
  upload: Upload,
): Promise<{ readonly kind: "read"; readonly files: ReadonlyMap<string, string> } | Refusal> {
  if (upload.expired) return expired(upload);
  if (upload.sizeInBytes > MAX_ZIP_BYTES) return tooLarge(upload);
  const downloaded = await ports.sources.download(repository, upload, MAX_ZIP_BYTES);
  switch (downloaded.kind) {
    case "expired":
      return expired(upload);
    case "too-large":
      return tooLarge(upload);
    case "zip":
      return sameBytes(upload, downloaded.bytes)
        ? ports.archive(downloaded.bytes)
        : otherBytes(upload);
  }
}

function sameBytes(upload: Upload, bytes: Uint8Array): boolean {
  if (upload.digest === null) return true;
  return upload.digest === `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function expired(upload: Upload): Refusal {
  return refuse("artifact-expired", `the upload ${upload.name} has expired`, {
    advice: "run the workflow again",
    evidence: { upload: upload.id },
  });
}

function tooLarge(upload: Upload): Refusal {
  return refuse(
    "artifact-too-large",
    `the upload ${upload.name} is larger than ${MAX_ZIP_BYTES} bytes`,
    { evidence: { upload: upload.id, size: upload.sizeInBytes, limit: MAX_ZIP_BYTES } },
  );
}

function otherBytes(upload: Upload): Refusal {
  return refuse(
    "artifact-digest-mismatch",
    `the bytes of the upload ${upload.name} are not those that GitHub recorded`,
    { advice: "run the workflow again", evidence: { upload: upload.id, digest: upload.digest } },
  );
}
