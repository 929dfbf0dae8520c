import type { Signature } from "../git/git-store.ts";
import type { Iso8601 } from "../model.ts";

/** As GitHub prints instants: UTC, whole seconds. */
export function toIso(date: Date): Iso8601 {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function secondsToIso(seconds: number): Iso8601 {
  return toIso(new Date(seconds * 1000));
}

export function isoToSeconds(text: Iso8601): number {
  return Math.floor(Date.parse(text) / 1000);
}

/** A commit's author or committer now, in UTC. */
export function signatureAt(
  identity: { readonly name: string; readonly email: string },
  date: Date,
): Signature {
  return { ...identity, seconds: Math.floor(date.getTime() / 1000), offset: 0 };
}
