import { Kind, OperationTypeNode, parse } from "graphql";
import type { DocumentNode, OperationDefinitionNode } from "graphql";

import type { Caller, GraphqlHandler } from "../context.ts";
import type { CallDescription } from "../faults/fault-rule.ts";
import { graphqlCost } from "../limits/call-cost.ts";
import { ApiError } from "./api-error.ts";
import type { ApiTarget } from "./api-target.ts";
import { parseGraphqlBody, schemaFaults } from "./graphql-body-schema.ts";
import { parseJsonBody } from "./incoming.ts";
import type { Incoming } from "./incoming.ts";
import type { ProblemList } from "./problems.ts";

export const graphqlPath = "/api/graphql";

export type GraphqlServices = {
  readonly graphql: GraphqlHandler;
  readonly problems: ProblemList;
};

/** The request as a call of the GraphQL API. What the schema does not allow is a problem, too. */
export function graphqlTarget(services: GraphqlServices, incoming: Incoming): ApiTarget {
  const { method, path } = incoming;
  const body = parseGraphqlBody(tryParseJson(incoming.body));
  const graphql = describeQuery(body?.query ?? "", body?.operationName ?? undefined);
  return {
    call: { method, path, operation: null, graphql },
    cost: (caller) => graphqlCost(caller, graphql.kind, graphql.fields),
    perform: async (caller) => {
      requireAuthentication(incoming, caller);
      parseJsonBody(incoming.body);
      if (body === undefined) return missingQuery;
      const answer = await services.graphql({
        query: body.query,
        operationName: body.operationName ?? undefined,
        variables: body.variables ?? {},
        caller,
      });
      recordFaults(services, graphql, answer.body);
      const { status, cost } = answer;
      return { status, body: answer.body, ...(cost === undefined ? {} : { points: cost }) };
    },
    exhausted: (message) => ({
      status: 200,
      body: { errors: [{ type: "RATE_LIMITED", code: "graphql_rate_limit", message }] },
    }),
  };
}

const missingQuery = {
  status: 200,
  body: { errors: [{ message: "A query attribute must be specified and must be a string." }] },
};

function requireAuthentication({ method }: Incoming, caller: Caller): void {
  if (method !== "POST") throw new ApiError(404, "Not Found");
  if (caller.kind === "anonymous")
    throw new ApiError(401, "This endpoint requires you to be authenticated.");
}

function recordFaults(
  { problems }: GraphqlServices,
  { name, fields }: NonNullable<CallDescription["graphql"]>,
  answer: unknown,
): void {
  const operation = `GraphQL ${name ?? fields.join(" ")}`;
  for (const message of schemaFaults(answer))
    problems.record({ kind: "invalid-request", operation, message });
}

function describeQuery(
  query: string,
  operationName: string | undefined,
): NonNullable<CallDescription["graphql"]> {
  const operation = operationIn(query, operationName);
  if (operation === undefined) return { kind: "query", name: operationName ?? null, fields: [] };
  return {
    kind: operation.operation === OperationTypeNode.MUTATION ? "mutation" : "query",
    name: operation.name?.value ?? null,
    fields: operation.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    ),
  };
}

function operationIn(
  query: string,
  operationName: string | undefined,
): OperationDefinitionNode | undefined {
  const document = tryParseQuery(query);
  return document?.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .find(({ name }) => operationName === undefined || name?.value === operationName);
}

function tryParseQuery(query: string): DocumentNode | undefined {
  try {
    return parse(query, { noLocation: true });
  } catch {
    return undefined;
  }
}

function tryParseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
