/** A refusal as GitHub's REST API gives it: a status and `{ message, documentation_url, status }`. */
export class ApiError extends Error {
  readonly status: number;
  readonly documentationUrl: string;
  /** The entries of `errors` in a 422. */
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    documentationUrl: string = defaultDocumentationUrl,
    errors?: readonly unknown[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.documentationUrl = documentationUrl;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The JSON that GitHub sends for a refusal. */
export function errorBody(error: ApiError): Readonly<Record<string, unknown>> {
  return {
    message: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    documentation_url: error.documentationUrl,
    status: String(error.status),
  };
}

const defaultDocumentationUrl = "https://docs.github.com/rest";
