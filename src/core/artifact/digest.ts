import { createHash } from "node:crypto";

import { type Digest, isDigest } from "./ids.ts";

/** Manifests of an artifact: text by path, the path being `<environment>/<file>`. */
export type ManifestFiles = ReadonlyMap<string, string>;

/**
 * SHA-256 over the lines `<sha256 of the file><two spaces><path>\n`, sorted by the bytes of the path.
 * It covers the manifests of all environments and nothing else, so the spec can carry it.
 */
export function digestOf(manifests: ManifestFiles): Digest {
  const lines = [...manifests]
    .map(([path, text]) => ({ path: Buffer.from(path), line: `${sha256(text)}  ${path}\n` }))
    .sort((a, b) => Buffer.compare(a.path, b.path))
    .map(({ line }) => line);
  const digest = sha256(lines.join(""));
  if (!isDigest(digest)) throw new TypeError("a SHA-256 is 64 hex digits");
  return digest;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
