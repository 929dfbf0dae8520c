import * as v from "valibot";

import { type Steps, faultsSchema, problemsSchema, stepsSchema } from "./answers-schema.ts";
import { ANYTHING, type Api, createApi } from "./client.ts";

/** The sandbox's own switches and records, which GitHub doesn't have. */
export type Admin = {
  readonly call: <Schema extends v.GenericSchema>(
    schema: Schema,
    operation: string,
    input?: unknown,
  ) => Promise<v.InferOutput<Schema>>;
  readonly run: (operation: string, input?: unknown) => Promise<void>;
  /** Calls from here on belong to a step of that name. */
  readonly mark: (name: string) => Promise<void>;
  readonly steps: () => Promise<Steps>;
  readonly addFault: (rule: unknown) => Promise<number>;
  readonly hasStruck: (fault: number) => Promise<boolean>;
  /** What GitHub would not have accepted or answered, one sentence each. */
  readonly problems: () => Promise<readonly string[]>;
};

export function createAdmin(url: string, token: string): Admin {
  const api: Api = createApi(`${url}/_sandbox`, token);
  const call: Admin["call"] = (schema, operation, input = {}) =>
    api(schema, "POST", `/${operation}`, input);
  return {
    call,
    run: async (operation, input) => {
      await call(ANYTHING, operation, input);
    },
    mark: async (name) => {
      await call(ANYTHING, "mark", { name });
    },
    steps: () => call(stepsSchema, "readSteps"),
    addFault: async (rule) => (await call(v.object({ id: v.number() }), "addFault", rule)).id,
    hasStruck: async (fault) =>
      (await call(faultsSchema, "listFaults")).some(({ id, struck }) => id === fault && struck > 0),
    problems: async () =>
      (await call(problemsSchema, "readProblems")).map(
        ({ kind, operation, message }) => `${kind} ${operation}: ${message}`,
      ),
  };
}
