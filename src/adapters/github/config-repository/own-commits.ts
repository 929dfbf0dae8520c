import * as v from "valibot";

import { type ReleaseRecord, parseReleaseMessage } from "../../../core/release/commit-message.ts";
import type { HistoryEntry } from "../../../flows/ports/config-repository.ts";
import { commitOid, moment } from "../schema.ts";

/** What has to be asked of a commit before its message may be believed. */
export const OWN_COMMIT_FIELDS = `oid committedDate message author { name email }
  signature { isValid wasSignedByGitHub }`;

export const ownCommitSchema = v.object({
  oid: commitOid,
  committedDate: moment,
  message: v.string(),
  author: v.nullable(v.object({ name: v.nullable(v.string()), email: v.nullable(v.string()) })),
  signature: v.nullable(v.object({ isValid: v.boolean(), wasSignedByGitHub: v.boolean() })),
});

export type OwnCommit = v.InferOutput<typeof ownCommitSchema>;

/**
 * Did the App make it? GitHub's signature says that nobody pushed it, and a bot's address can't be
 * anybody's own: no login has a bracket.
 */
export function isByApp(commit: OwnCommit, appLogin: string): boolean {
  const { author, signature } = commit;
  if (signature?.isValid !== true || !signature.wasSignedByGitHub) return false;
  const [address = "", host = ""] = (author?.email ?? "").toLowerCase().split("@");
  const [, login] = /^\d+\+(.+)$/.exec(address) ?? [];
  return login === appLogin.toLowerCase() && host.startsWith("users.noreply.");
}

/** The releases that a commit carries; none when the App didn't make it. */
export function releasesOf(commit: OwnCommit, appLogin: string): readonly HistoryEntry[] {
  if (!isByApp(commit, appLogin)) return [];
  return parseReleaseMessage(commit.message).map((record: ReleaseRecord) => ({
    record,
    commit: commit.oid,
    committedAt: commit.committedDate,
  }));
}
