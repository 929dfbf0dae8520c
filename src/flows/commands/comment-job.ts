import type { Job } from "../job.ts";

export type CommentJob = Extract<Job, { readonly kind: "comment-created" }>;
