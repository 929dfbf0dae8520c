import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { SandboxContext } from "../context.ts";
import { isSignatureOf, signatureOf } from "../http/signature.ts";
import type { RunArtifact } from "../model.ts";

/** Below the base address, not below the API: whoever has the address may download for a minute. */
export const artifactDownloadPath = "/_artifacts/";

/** GitHub's: a minute. */
const lifetimeMs = 60_000;

export type ArtifactDownload = {
  readonly status: 200 | 403 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** An address for the zip that carries its own permission and end. */
export function artifactDownloadUrl(context: SandboxContext, artifact: RunArtifact): string {
  const expires = String(context.now().getTime() + lifetimeMs);
  const sig = signatureOf(context, signedText(artifact.id, expires)).toString("hex");
  return `${context.baseUrl()}${artifactDownloadPath}${artifact.id}?sig=${sig}&expires=${expires}`;
}

/** Answers a request for such an address; undefined when it is another kind of address. */
export async function downloadArtifact(
  context: SandboxContext,
  url: URL,
): Promise<ArtifactDownload | undefined> {
  if (!url.pathname.startsWith(artifactDownloadPath)) return undefined;
  const id = Number(url.pathname.slice(artifactDownloadPath.length));
  const expires = url.searchParams.get("expires") ?? "";
  const signature = Buffer.from(url.searchParams.get("sig") ?? "", "hex");
  const isSigned = isSignatureOf(context, signedText(id, expires), signature);
  if (!isSigned || !(Number(expires) >= context.now().getTime()))
    return refusal(403, "The signature is invalid or has expired.");
  const artifact = context.state.artifacts.get(id);
  if (artifact === undefined) return refusal(404, "There is no such artifact any more.");
  const body = await readFile(join(context.dataFolder, artifact.file));
  return {
    status: 200,
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${encodeURIComponent(artifact.name)}.zip"`,
    },
    body,
  };
}

function signedText(id: number, expires: string): string {
  return `download ${id} ${expires}`;
}

function refusal(status: 403 | 404, message: string): ArtifactDownload {
  return { status, headers: { "content-type": "text/plain" }, body: Buffer.from(message) };
}
