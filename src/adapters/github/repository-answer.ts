import * as v from "valibot";

import { parseAnswer } from "./schema.ts";

const repositorySchema = v.object({
  repository: v.nullish(v.record(v.string(), v.unknown())),
});

/** The fields of `repository` in an answer; undefined when there is none that the App may see. */
export function parseRepository(
  data: unknown,
  what: string,
): Readonly<Record<string, unknown>> | undefined {
  return parseAnswer(repositorySchema, data, what).repository ?? undefined;
}
