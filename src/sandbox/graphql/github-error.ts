import { GraphQLError } from "graphql";

import { GithubProblem } from "../github/problem.ts";
import type { FieldProblem, ProblemCode } from "../github/problem.ts";

/** The `type` of an entry of `errors`, as GitHub names them; clients decide by it. */
type GithubErrorType =
  | "ARGUMENT_LIMIT"
  | "EXCESSIVE_PAGINATION"
  | "FORBIDDEN"
  | "INVALID_CURSOR_ARGUMENTS"
  | "MAX_NODE_LIMIT_EXCEEDED"
  | "MISSING_PAGINATION_BOUNDARIES"
  | "NOT_FOUND"
  | "RESOURCE_LIMITS_EXCEEDED"
  | "STALE_DATA"
  | "UNAUTHORIZED"
  | "UNPROCESSABLE";

/** One entry of `errors` in GitHub's order of keys. */
type GithubErrorEntry = {
  readonly type?: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly message: string;
};

/** Thrown by a resolver: its field becomes null and `errors` gets an entry of that type. */
export function githubError(type: GithubErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** Whether the sandbox itself is at fault: what was thrown is no refusal. */
export function isFault({ originalError }: GraphQLError): boolean {
  return (
    originalError !== undefined &&
    !(originalError instanceof GraphQLError) &&
    !(originalError instanceof GithubProblem)
  );
}

export function toErrorEntry(error: GraphQLError): GithubErrorEntry {
  const { originalError } = error;
  const problem = originalError instanceof GithubProblem ? originalError : undefined;
  const type = problem === undefined ? error.extensions["type"] : types[problem.code];
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(type === "FORBIDDEN" ? { extensions: { saml_failure: false } } : {}),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: problem === undefined ? error.message : messageOf(problem),
  };
}

const types: Readonly<Record<ProblemCode, GithubErrorType>> = {
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  gone: "NOT_FOUND",
  stale: "STALE_DATA",
  conflict: "UNPROCESSABLE",
  invalid: "UNPROCESSABLE",
  "not-allowed": "UNPROCESSABLE",
};

function messageOf({ message, errors }: GithubProblem): string {
  const isGeneral = message === "Validation Failed" && errors.length > 0;
  return isGeneral ? errors.map(detailOf).join(", ") : message;
}

function detailOf(problem: FieldProblem): string {
  if (typeof problem === "string") return problem;
  const { resource, field = "", code, message } = problem;
  return message ?? `${resource} ${field} is ${code}`;
}
