import * as v from "valibot";

/** What is read of the event's payload; whatever else is in it, and in other events, doesn't matter. */
const payloadSchema = v.object({
  repository: v.optional(v.object({ id: v.number() })),
  pull_request: v.optional(
    v.object({
      title: v.optional(v.string()),
      user: v.optional(v.object({ login: v.string() })),
      head: v.object({
        sha: v.string(),
        ref: v.string(),
        // Null when the fork was deleted.
        repo: v.nullish(v.object({ id: v.number() })),
      }),
      base: v.object({ repo: v.object({ id: v.number() }) }),
    }),
  ),
});

export type EventPayload = v.InferOutput<typeof payloadSchema>;

/** Undefined: it isn't what GitHub sends. */
export function parsePayload(json: string): EventPayload | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), payloadSchema), json);
  return parsed.success ? parsed.output : undefined;
}
