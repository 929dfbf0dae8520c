import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
} from "graphql";
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from "graphql";

import type { Caller, GraphqlHandler, SandboxContext } from "../context.ts";
import type { Budget } from "../limits/primary-limit.ts";
import { isFault, toErrorEntry } from "./github-error.ts";
import { mutationView } from "./mutations/mutations.ts";
import { PreparedQueries } from "./prepared-queries.ts";
import { checkAnswerSize, checkDemand, defaultQueryLimits, measureDemand } from "./query-limits.ts";
import type { QueryDemand, QueryLimits } from "./query-limits.ts";
import { queryView } from "./query.ts";
import { resolveField } from "./resolve-field.ts";
import { githubSchema } from "./schema.ts";
import { createViews } from "./views/views.ts";

type GraphqlOptions = {
  readonly limits?: QueryLimits;
  /** What is left of the caller's primary limit; null while it is off. */
  readonly budgetOf?: (caller: Caller) => Budget | null;
};

type Request = Parameters<GraphqlHandler>[0];

/**
 * GitHub's GraphQL as far as the schema is kept. Refusals are entries of `errors` beside `data`; what is wrong with the
 * query itself is answered without `data`, always with status 200. Rejects when the sandbox itself is at fault.
 */
export function createGraphql(
  context: SandboxContext,
  { limits = defaultQueryLimits, budgetOf = () => null }: GraphqlOptions = {},
): GraphqlHandler {
  let queries: PreparedQueries | undefined;
  return async (request) => {
    queries ??= new PreparedQueries(githubSchema());
    const prepared = prepare(queries, request);
    if (prepared.kind === "invalid") return refusal(prepared.errors);
    const demand = measureDemand({ schema: githubSchema(), ...prepared });
    const tooMuch = checkDemand(demand, limits);
    if (tooMuch !== undefined) return refusal([tooMuch]);
    const budget = budgetOf(request.caller);
    const result = await run(context, request, prepared, { demand, budget });
    throwFaults(result);
    const body = toBody(result);
    const tooLong = checkAnswerSize(Buffer.byteLength(JSON.stringify(body)), limits);
    return tooLong === undefined
      ? { status: 200, body, cost: demand.cost }
      : refusal([tooLong], demand.cost);
  };
}

type Prepared = {
  readonly kind: "valid";
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
};

function prepare(
  queries: PreparedQueries,
  { query, operationName, variables }: Request,
): Prepared | { readonly kind: "invalid"; readonly errors: readonly GraphQLError[] } {
  const read = queries.prepare(query);
  if (read.kind === "invalid") return read;
  const operation = getOperationAST(read.document, operationName);
  if (!operation) return { kind: "invalid", errors: [new GraphQLError(noOperation)] };
  const { variableDefinitions = [] } = operation;
  const coerced = getVariableValues(githubSchema(), variableDefinitions, variables);
  if (coerced.errors !== undefined) return { kind: "invalid", errors: coerced.errors };
  return { ...read, operation, variables: coerced.coerced };
}

const noOperation = "An operation name is required";

async function run(
  context: SandboxContext,
  { caller, variables, operationName }: Request,
  { document, operation }: Prepared,
  facts: { readonly demand: QueryDemand; readonly budget: Budget | null },
): Promise<ExecutionResult> {
  const views = createViews(context, caller);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  return execute({
    schema: githubSchema(),
    document,
    rootValue: isMutation ? mutationView(views) : queryView(views, facts),
    fieldResolver: resolveField,
    variableValues: variables,
    operationName: operationName ?? null,
  });
}

/** What a resolver threw that is no refusal. GitHub would hide it; here it must be seen. */
function throwFaults({ errors = [] }: ExecutionResult): void {
  const fault = errors.find(isFault);
  if (fault !== undefined) throw fault.originalError ?? fault;
}

function toBody({ data, errors }: ExecutionResult) {
  return {
    data: data ?? null,
    ...(errors === undefined ? {} : { errors: errors.map(toErrorEntry) }),
  };
}

function refusal(errors: readonly GraphQLError[], cost?: number) {
  const body = { errors: errors.map(toErrorEntry) };
  return { status: 200, body, ...(cost === undefined ? {} : { cost }) };
}
