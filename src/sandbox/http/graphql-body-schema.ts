import * as v from "valibot";

const schema = v.object({
  query: v.string(),
  operationName: v.nullish(v.string()),
  variables: v.nullish(v.record(v.string(), v.unknown())),
});

export type GraphqlBody = v.InferOutput<typeof schema>;

/** Undefined when there is no query in it. */
export function parseGraphqlBody(body: unknown): GraphqlBody | undefined {
  const result = v.safeParse(schema, body);
  return result.success ? result.output : undefined;
}

const refusal = v.object({
  data: v.optional(v.undefined()),
  errors: v.array(v.looseObject({ message: v.string(), type: v.optional(v.string()) })),
});

/** The messages of an answer that says only what is wrong with the query itself, against the schema or its syntax. */
export function schemaFaults(answer: unknown): readonly string[] {
  const result = v.safeParse(refusal, answer);
  if (!result.success) return [];
  return result.output.errors
    .filter(({ type }) => type === undefined)
    .map(({ message }) => message);
}
