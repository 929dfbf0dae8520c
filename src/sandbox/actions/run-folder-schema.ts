/** The JSON files of a run, as they are read again. They are ours, so their shape says enough. */
import * as v from "valibot";

import type { JsonObject } from "./json-schema.ts";
import type { Trigger } from "./trigger.ts";

const jsonObject = v.custom<JsonObject>((value) => typeof value === "object" && value !== null);

const triggerSchema = v.object({
  event: v.picklist(["push", "pull_request", "merge_group", "workflow_dispatch"]),
  action: v.nullable(v.string()),
  repositoryId: v.number(),
  ref: v.string(),
  headSha: v.string(),
  checkoutSha: v.string(),
  headBranch: v.string(),
  headRepositoryId: v.number(),
  pullNumbers: v.array(v.number()),
  actor: v.string(),
  headRef: v.string(),
  baseRef: v.string(),
  range: v.nullable(v.object({ base: v.string(), head: v.string() })),
  payload: jsonObject,
  inputs: jsonObject,
});

const annotation = v.object({
  level: v.picklist(["notice", "warning", "failure"]),
  message: v.string(),
  title: v.nullable(v.string()),
  path: v.nullable(v.string()),
  line: v.nullable(v.number()),
  endLine: v.nullable(v.number()),
});

const reportSchema = v.object({
  outputs: v.record(v.string(), v.string()),
  annotations: v.array(annotation),
});

export type RunAnnotation = Readonly<v.InferOutput<typeof annotation>>;

/** What is kept of a job besides its log and summary. */
export type JobReport = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly RunAnnotation[];
};

/** Undefined for text that is no trigger. */
export function parseTrigger(text: string): Trigger | undefined {
  const result = v.safeParse(triggerSchema, parse(text));
  return result.success ? result.output : undefined;
}

/** Undefined for text that is no report. */
export function parseReport(text: string): JobReport | undefined {
  const result = v.safeParse(reportSchema, parse(text));
  return result.success ? result.output : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
