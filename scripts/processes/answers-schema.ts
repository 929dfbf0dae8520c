import * as v from "valibot";

/** What the demo reads of GitHub's answers: only the fields that it uses. */
export const commentSchema = v.object({
  id: v.number(),
  body: v.string(),
  created_at: v.string(),
  user: v.object({ login: v.string() }),
});
export const reactionSchema = v.object({
  content: v.string(),
  user: v.object({ login: v.string() }),
});
export const pullSchema = v.object({ number: v.number(), title: v.string() });
export const mergeSchema = v.object({ sha: v.string(), merged: v.boolean() });
const runSchema = v.object({
  id: v.number(),
  event: v.string(),
  status: v.string(),
  conclusion: v.nullable(v.string()),
  head_sha: v.string(),
});
export const runsSchema = v.object({ workflow_runs: v.array(runSchema) });

export const createdUserSchema = v.object({ token: v.string() });
export const registeredAppSchema = v.object({
  app: v.object({ id: v.number(), slug: v.string() }),
  privateKey: v.string(),
  webhookSecret: v.string(),
});
export const faultsSchema = v.array(v.object({ id: v.number(), struck: v.number() }));
export const problemsSchema = v.array(
  v.object({ kind: v.string(), operation: v.string(), message: v.string() }),
);
export const stepsSchema = v.array(
  v.object({
    name: v.string(),
    calls: v.array(
      v.object({
        caller: v.string(),
        method: v.string(),
        path: v.string(),
        status: v.nullable(v.number()),
      }),
    ),
  }),
);

export type Comment = v.InferOutput<typeof commentSchema>;
export type Steps = v.InferOutput<typeof stepsSchema>;
