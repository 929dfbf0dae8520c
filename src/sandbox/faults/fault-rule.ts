import * as v from "valibot";

/** What is known of a call when a fault may strike it. */
export type CallDescription = {
  readonly method: string;
  /** Without the query, for example `/api/v3/repos/acme/shop`. */
  readonly path: string;
  /** GitHub's operation id; null for GraphQL, git and what is unknown. */
  readonly operation: string | null;
  readonly graphql: {
    readonly kind: "query" | "mutation";
    readonly name: string | null;
    /** Those at the top of the operation. */
    readonly fields: readonly string[];
  } | null;
};

const milliseconds = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const faultRuleSchema = v.strictObject({
  /** What is given must all hold. */
  match: v.optional(
    v.strictObject({
      method: v.optional(v.string()),
      /** `*` stands for anything, also nothing and slashes. `/api/v3` in front may be left out. */
      path: v.optional(v.string()),
      operation: v.optional(v.string()),
      /** The name of a GraphQL operation or of a field at its top, for example `createCommitOnBranch`. */
      graphql: v.optional(v.string()),
    }),
    {},
  ),
  /** How many calls are struck; null: all from then on. */
  times: v.optional(v.nullable(count), 1),
  /** How many matching calls go well before. */
  after: v.optional(count, 0),
  do: v.variant("kind", [
    /** Answers this in place of doing it. */
    v.strictObject({
      kind: v.literal("status"),
      status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
      body: v.optional(v.unknown()),
      headers: v.optional(v.record(v.string(), v.string())),
    }),
    /** Waits before doing it. */
    v.strictObject({ kind: v.literal("delay"), milliseconds }),
    /** Closes the connection before doing it. */
    v.strictObject({ kind: v.literal("drop") }),
    /** Does it and closes the connection without an answer. */
    v.strictObject({ kind: v.literal("lose-response") }),
    /** Stops before doing it, or after doing it and before the answer, until released. */
    v.strictObject({ kind: v.literal("hold"), point: v.picklist(["before", "after"]) }),
  ]),
});

/** As it is written; `times` is 1 and `after` 0 when left out. */
export type FaultRuleInput = v.InferInput<typeof faultRuleSchema>;
export type FaultRule = v.InferOutput<typeof faultRuleSchema>;
export type FaultAction = FaultRule["do"];

export function matchesCall(match: FaultRule["match"], call: CallDescription): boolean {
  const { method, path, operation, graphql } = match;
  return (
    (method === undefined || method.toUpperCase() === call.method) &&
    (path === undefined || matchesPath(path, call.path)) &&
    (operation === undefined || operation === call.operation) &&
    (graphql === undefined || namesOf(call).includes(graphql))
  );
}

function matchesPath(pattern: string, path: string): boolean {
  const expression = pattern.split("*").map(escape).join(".*");
  return new RegExp(`^(/api/v3)?${expression}$`, "s").test(path);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function namesOf({ graphql }: CallDescription): readonly (string | null)[] {
  return graphql === null ? [] : [graphql.name, ...graphql.fields];
}
