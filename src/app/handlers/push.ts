import * as v from "valibot";

import { commitSha, isCommitSha, isTreeSha } from "../../core/artifact/ids.ts";
import { CONFIG_BRANCH } from "../../core/config-repo/paths.ts";
import type { Job } from "../../flows/job.ts";
import {
  type EventHandler,
  type TranslationContext,
  accountSchema,
  readPayload,
} from "./handler.ts";

const payloadSchema = v.object({
  ref: v.string(),
  deleted: v.boolean(),
  after: v.pipe(v.string(), v.check(isCommitSha), v.transform(commitSha)),
  repository: v.object({
    id: v.number(),
    full_name: v.string(),
    /** Seconds since 1970 in this event, text elsewhere. */
    pushed_at: v.nullish(v.union([v.number(), v.string()])),
  }),
  head_commit: v.nullish(v.object({ tree_id: v.optional(v.string()) })),
  sender: accountSchema,
});
type PushEvent = v.InferOutput<typeof payloadSchema>;

/** Branches alone: a tag moves nothing. */
export const push: EventHandler = {
  event: "push",
  actions: undefined,
  toJob: (payload, context) => {
    const event = readPayload(payloadSchema, payload);
    const branch = /^refs\/heads\/(.+)$/.exec(event?.ref ?? "")?.[1];
    if (event === undefined || branch === undefined || event.deleted) return undefined;
    return toPushJob(event, branch, context);
  },
};

/** Of the config repository only `ham.yaml`'s branch matters: the others are written by Ham. */
function toPushJob(event: PushEvent, branch: string, context: TranslationContext): Job | undefined {
  const { repository, after, sender } = event;
  if (repository.full_name.toLowerCase() === context.configRepository.toLowerCase()) {
    return branch === CONFIG_BRANCH ? { kind: "config-pushed", commit: after } : undefined;
  }
  const tree = event.head_commit?.tree_id;
  const pushedAt = toMoment(repository.pushed_at);
  if (pushedAt === undefined) return undefined;
  return {
    kind: "branch-pushed",
    repository: repository.full_name,
    repositoryId: repository.id,
    branch,
    commit: after,
    tree: tree !== undefined && isTreeSha(tree) ? tree : undefined,
    pushedAt,
    pusher: { login: sender.login, id: sender.id, name: null },
  };
}

function toMoment(pushedAt: number | string | null | undefined): string | undefined {
  const moment = typeof pushedAt === "number" ? pushedAt * 1000 : Date.parse(pushedAt ?? "");
  return Number.isFinite(moment) ? new Date(moment).toISOString() : undefined;
}
