import * as v from "valibot";

/** What is read of the event's payload; whatever else is in it, and in other events, doesn't matter. */
const payloadSchema = v.object({
  repository: v.optional(v.object({ id: v.number(), default_branch: v.nullish(v.string()) })),
  /** Of a push: the commit that the branch was at. */
  before: v.nullish(v.string()),
  pull_request: v.optional(
    v.object({
      title: v.nullish(v.string()),
      // Null when the account was deleted.
      user: v.nullish(v.object({ login: v.string() })),
      head: v.object({
        sha: v.string(),
        ref: v.string(),
        // Null when the fork was deleted.
        repo: v.nullish(v.object({ id: v.number() })),
      }),
      base: v.object({
        sha: v.nullish(v.string()),
        ref: v.nullish(v.string()),
        repo: v.object({ id: v.number() }),
      }),
    }),
  ),
  merge_group: v.optional(v.object({ base_sha: v.string(), base_ref: v.string() })),
});

export type EventPayload = v.InferOutput<typeof payloadSchema>;

/** Undefined: it isn't what GitHub sends. */
export function parsePayload(payload: unknown): EventPayload | undefined {
  const parsed = v.safeParse(payloadSchema, payload);
  return parsed.success ? parsed.output : undefined;
}
