import * as v from "valibot";

import type { Job } from "../../flows/job.ts";

/** What Ham makes of one kind of webhook. It translates; nothing is asked or done here. */
export type EventHandler = {
  /** GitHub's name of the event. */
  readonly event: string;
  /** Others are ignored; undefined: the event has no actions. */
  readonly actions: readonly string[] | undefined;
  /** Undefined: nothing that Ham has to look at, or no such payload. Never throws. */
  readonly toJob: (payload: unknown, context: TranslationContext) => Job | undefined;
};

export type TranslationContext = {
  /** `owner/name` of the config repository. */
  readonly configRepository: string;
};

/** Only what is used of a payload is looked at; one that lacks it is no job. */
export function readPayload<Schema extends v.GenericSchema>(
  schema: Schema,
  payload: unknown,
): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, payload);
  return parsed.success ? parsed.output : undefined;
}

export const repositorySchema = v.object({ full_name: v.string() });

export const accountSchema = v.object({
  login: v.string(),
  id: v.number(),
  type: v.optional(v.string()),
});

/** Webhooks don't tell display names. */
export function toActor(account: v.InferOutput<typeof accountSchema>) {
  const { login, id, type } = account;
  return { login, id, name: null, isBot: type === "Bot" };
}
