import * as v from "valibot";

import type { Admin } from "../scripts/processes/admin.ts";

const callSchema = v.object({
  caller: v.string(),
  method: v.string(),
  path: v.string(),
  /** When it arrived, RFC 3339 with milliseconds. */
  at: v.string(),
  /** Milliseconds; null while it is under way. */
  duration: v.nullable(v.number()),
  status: v.nullable(v.number()),
  graphql: v.nullable(
    v.object({
      kind: v.picklist(["query", "mutation"]),
      name: v.nullable(v.string()),
      fields: v.array(v.string()),
    }),
  ),
});

/** One call of GitHub's API by Ham. */
export type Call = v.InferOutput<typeof callSchema>;

/** Ham's calls since a mark was set, in the order in which they arrived. */
export async function hamCallsSince(admin: Admin, mark: string): Promise<readonly Call[]> {
  const calls = await admin.call(v.array(callSchema), "readLog", { mark });
  return calls.filter(({ caller }) => /^(app|installation) /.test(caller));
}

export function startOf({ at }: Call): number {
  return Date.parse(at);
}

/** A call that is under way has no end yet. */
export function endOf(call: Call): number {
  return startOf(call) + (call.duration ?? Number.POSITIVE_INFINITY);
}

/** Did it make a release commit? Several mutations may share a document. */
export function isCommit({ graphql, status }: Call): boolean {
  return status === 200 && graphql?.fields.includes("createCommitOnBranch") === true;
}

/**
 * How many of these calls follow one another: the longest chain of which none begins before the one
 * before has ended. Calls that run side by side cost one round trip.
 */
export function longestChain(calls: readonly Call[]): number {
  const byEnd = [...calls].sort((a, b) => endOf(a) - endOf(b));
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const call of byEnd) {
    if (startOf(call) < end) continue;
    length += 1;
    end = endOf(call);
  }
  return length;
}

/** The calls that the commit waited for, itself included; empty without a commit. */
export function callsUntilCommit(calls: readonly Call[]): readonly Call[] {
  const commit = calls.find(isCommit);
  if (commit === undefined) return [];
  return calls.filter((call) => call === commit || endOf(call) <= startOf(commit));
}

/** For explanations: what a call was, without what differs from one to the next. */
export function describeCall({ method, path, graphql }: Call): string {
  if (graphql !== null) return `${graphql.kind} ${graphql.name ?? graphql.fields.join(" ")}`;
  return `${method} ${path.replace("/api/v3", "").replaceAll(/\/(\d+|[0-9a-f]{40})(?=\/|$)/g, "/…")}`;
}
