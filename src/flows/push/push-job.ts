import type { Job } from "../job.ts";

export type PushJob = Extract<Job, { readonly kind: "branch-pushed" }>;
