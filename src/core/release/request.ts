import { createHash } from "node:crypto";

import type { ArtifactId, CommitSha } from "../artifact/ids.ts";
import { oneLine } from "../refusal.ts";
import type { Intent } from "./intent.ts";

/**
 * The name of a request, shared by every way of learning of it: the webhook, its redelivery and the
 * sweep all make the same one.
 */
export type RequestId = string;

export const requestIds = {
  comment: (id: number, index: number): RequestId => `comment/${id}/${index}`,
  label: (eventId: number): RequestId => `label/${eventId}`,
  run: (id: number, attempt: number): RequestId => `run/${id}/${attempt}`,
  push: (repositoryId: number, ref: string, sha: string): RequestId =>
    asTrailer("push", `${repositoryId}/${ref}/${sha}`),
  auto: (service: string, artifact: ArtifactId, environment: string): RequestId =>
    asTrailer("auto", `${service}/${artifact}/${environment}`),
  check: (id: number, action: string): RequestId => asTrailer("check", `${id}/${action}`),
  api: (idempotencyKey: string): RequestId => asTrailer("api", idempotencyKey),
} as const;

/** A trailer's value is one line of at most so many characters; an id must come back from it whole. */
const MAX_REQUEST_ID_LENGTH = 200;

function asTrailer(kind: string, rest: string): RequestId {
  const id = `${kind}/${rest}`;
  if (id.length <= MAX_REQUEST_ID_LENGTH && oneLine(id) === id) return id;
  return `${kind}/sha256:${createHash("sha256").update(rest, "utf8").digest("hex")}`;
}

/** Requests older than this are answered "expired". */
export const REQUEST_LIFETIME_MS = 24 * 60 * 60 * 1000;

export function isExpired(requestedAt: string, now: string): boolean {
  // Not the other way round: a moment that can't be read is too old.
  return !(Date.parse(now) - Date.parse(requestedAt) <= REQUEST_LIFETIME_MS);
}

/** A person (or bot) as GitHub knows them. */
export type Actor = {
  readonly login: string;
  readonly id: number;
  /** The display name; anything a person types. */
  readonly name: string | null;
};

/** One service into one environment: what is decided, committed and answered on its own. */
export type ReleaseRequest = {
  readonly id: RequestId;
  /** When it was asked for, by GitHub's clock, RFC 3339. */
  readonly requestedAt: string;
  readonly service: string;
  readonly environment: string;
  readonly intent: Intent;
  readonly wanted: Wanted;
  readonly actor: Actor;
};

/** Which artifact: known by id, or to be looked up at the moment of the decision. */
export type Wanted =
  | { readonly kind: "artifact"; readonly id: ArtifactId; readonly commit: CommitSha }
  /** What runs in another environment. */
  | { readonly kind: "running-in"; readonly environment: string }
  | { readonly kind: "newest-of-branch"; readonly branch: string };
