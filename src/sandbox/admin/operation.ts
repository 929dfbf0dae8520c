import * as v from "valibot";

/** Something the admin API does: called in-process with typed input, over HTTP with whatever came in. */
export type AdminOperation<Input, Output> = {
  (input: Input): Promise<Output>;
  /** Throws `ValiError` for input of another shape. */
  readonly fromJson: (input: unknown) => Promise<Output>;
};

export function operation<Schema extends v.GenericSchema, Output>(
  schema: Schema,
  run: (input: v.InferOutput<Schema>) => Output | Promise<Output>,
): AdminOperation<v.InferInput<Schema>, Output> {
  const fromJson = async (input: unknown) => run(v.parse(schema, input));
  return Object.assign((input: v.InferInput<Schema>) => fromJson(input), { fromJson });
}

/** For operations that need to be told nothing. */
export const nothing = v.optional(v.strictObject({}), {});

export const login = v.pipe(v.string(), v.minLength(1));

/** `owner/name`. */
export const fullName = v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/, "Expected owner/name"));

export const permissions = v.record(v.string(), v.picklist(["read", "write"]));

export const role = v.picklist(["admin", "maintain", "write", "triage", "read"]);
