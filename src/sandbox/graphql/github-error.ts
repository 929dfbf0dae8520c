import { GraphQLError } from "graphql";

/** The `type` of an entry of `errors`, as GitHub names them; clients decide by it. */
export type GithubErrorType =
  | "ARGUMENT_LIMIT"
  | "EXCESSIVE_PAGINATION"
  | "FORBIDDEN"
  | "MAX_NODE_LIMIT_EXCEEDED"
  | "MISSING_PAGINATION_BOUNDARIES"
  | "NOT_FOUND"
  | "RESOURCE_LIMITS_EXCEEDED"
  | "STALE_DATA"
  | "UNPROCESSABLE";

/** One entry of `errors` in GitHub's order of keys. */
export type GithubErrorEntry = {
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

/** What GitHub says to an App whose permissions do not cover a field. */
export function forbidden(): GraphQLError {
  return githubError("FORBIDDEN", "Resource not accessible by integration");
}

export function toErrorEntry(error: GraphQLError): GithubErrorEntry {
  const type = error.extensions["type"];
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(type === "FORBIDDEN" ? { extensions: { saml_failure: false } } : {}),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}
