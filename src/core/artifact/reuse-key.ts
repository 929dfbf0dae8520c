import { createHash } from "node:crypto";

import canonicalize from "canonicalize";

import type { TreeSha } from "./ids.ts";

/** Everything that decides what a build gives: same input, same manifests, no second build. */
export type ReuseKeyInput = {
  readonly service: string;
  /** The tree of the whole repository, not of the project's folder. */
  readonly sourceTree: TreeSha;
  readonly planCommit: string;
  readonly environments: readonly string[];
  readonly scripts: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
};

/** Raised when the meaning of a key's input changes, so that old uploads are not reused. */
const KEY_VERSION = 1;

/** SHA-256 of the canonical JSON (RFC 8785) of the input, 64 hex digits. */
export function reuseKeyOf(input: ReuseKeyInput): string {
  const json = canonicalize({ version: KEY_VERSION, ...input });
  if (json === undefined) throw new TypeError("a reuse key's input is plain JSON");
  return createHash("sha256").update(json, "utf8").digest("hex");
}

/** The name of the upload in the workflow run. */
export function uploadName(service: string, reuseKey: string): string {
  return `shuttle-${service}-${reuseKey}`;
}

export type ParsedUploadName = { readonly service: string; readonly reuseKey: string };

/** The inverse of {@link uploadName}; undefined for uploads of others. */
export function parseUploadName(name: string): ParsedUploadName | undefined {
  const match = /^shuttle-([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-([0-9a-f]{64})$/.exec(name);
  const [, service, reuseKey] = match ?? [];
  return service === undefined || reuseKey === undefined ? undefined : { service, reuseKey };
}
