import * as v from "valibot";

import { commitSha, treeSha } from "../../core/artifact/ids.ts";
import { GithubError } from "./github-error.ts";

/** GitHub's answers are `unknown` on arrival: a schema names the fields that are used, and no others. */
export function parseAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  what: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.slice(0, 3).map((issue) => {
    const path = v.getDotPath(issue);
    return `${path ?? "the answer"}: ${issue.message}`;
  });
  throw new GithubError("invalid-answer", `${what}: ${faults.join("; ")}`);
}

const oid = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, "expected 40 hex digits"));

export const commitOid = v.pipe(oid, v.transform(commitSha));
export const treeOid = v.pipe(oid, v.transform(treeSha));

/** GitHub has no other moments than these; text is compared as text, so it is kept in one form. */
export const moment = v.pipe(v.string(), v.isoTimestamp("expected an RFC 3339 timestamp"));

/** Databases' ids beyond 2^31 come as text where GraphQL's `Int` is too small. */
export const bigId = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform((value) => Number(value)),
  v.number(),
);

/** A connection's nodes; GitHub gives null for what may not be seen. */
export function nodesOf<Schema extends v.GenericSchema>(node: Schema) {
  return v.object({ nodes: v.nullish(v.array(v.nullable(node)), []) });
}

/** A connection that goes on. */
export function pageOf<Schema extends v.GenericSchema>(node: Schema) {
  return v.object({
    nodes: v.nullish(v.array(v.nullable(node)), []),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  });
}

export function present<T>(values: readonly (T | null | undefined)[]): readonly T[] {
  return values.filter((value) => value !== null && value !== undefined);
}
