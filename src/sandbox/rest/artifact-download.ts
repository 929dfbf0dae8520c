import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { SandboxContext } from "../context.ts";
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
  const sig = signatureOf(context, artifact.id, expires);
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
  const isSigned = isSame(url.searchParams.get("sig") ?? "", signatureOf(context, id, expires));
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

/** A restart makes new keys: what was signed before then no longer downloads. */
const keys = new WeakMap<SandboxContext, Buffer>();

function signatureOf(context: SandboxContext, id: number, expires: string): string {
  const key = keys.get(context) ?? randomBytes(32);
  keys.set(context, key);
  return createHmac("sha256", key).update(`${id} ${expires}`).digest("hex");
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refusal(status: 403 | 404, message: string): ArtifactDownload {
  return { status, headers: { "content-type": "text/plain" }, body: Buffer.from(message) };
}
