import * as v from "valibot";

const schema = v.union([v.boolean(), v.looseObject({})]);

const operation = v.object({
  method: v.string(),
  path: v.string(),
  parameters: v.array(
    v.object({
      name: v.string(),
      in: v.picklist(["path", "query", "header"]),
      required: v.optional(v.boolean()),
      schema,
    }),
  ),
  requestBody: v.optional(schema),
  bodyRequired: v.optional(v.boolean()),
  /** By status; null where GitHub sends no JSON. */
  responses: v.record(v.string(), v.nullable(schema)),
});

const description = v.object({
  operations: v.record(v.string(), operation),
  components: v.object({ schemas: v.record(v.string(), schema) }),
});

/** GitHub's description of the REST operations that this project calls, as JSON Schema. */
export type ApiDescription = v.InferOutput<typeof description>;
export type OperationDescription = v.InferOutput<typeof operation>;

/** Throws when the text is not what scripts/extract-openapi.mjs writes. */
export function parseDescription(text: string): ApiDescription {
  return v.parse(description, JSON.parse(text));
}
