/** Why GitHub would refuse; each code has one HTTP status and one GraphQL error type. */
export type ProblemCode =
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "not-allowed"
  | "conflict"
  | "gone"
  | "invalid"
  | "stale";

/** An entry of `errors` in a 422, as GitHub prints it. */
export type FieldProblem =
  | string
  | {
      readonly resource: string;
      readonly field?: string;
      readonly code:
        "missing" | "missing_field" | "invalid" | "already_exists" | "unprocessable" | "custom";
      readonly message?: string;
      readonly value?: unknown;
      readonly contexts?: readonly unknown[];
    };

/** A refusal in GitHub's own words. REST turns it into a status, GraphQL into an entry of `errors`. */
export class GithubProblem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];

  constructor(code: ProblemCode, message: string, errors: readonly FieldProblem[] = []) {
    super(message);
    this.name = "GithubProblem";
    this.code = code;
    this.errors = errors;
  }
}

/** 404, also for what the caller may not see. */
export function notFound(message = "Not Found"): GithubProblem {
  return new GithubProblem("not-found", message);
}

/** 422 `Validation Failed` with the fields at fault. */
export function invalid(...errors: readonly FieldProblem[]): GithubProblem {
  return new GithubProblem("invalid", "Validation Failed", errors);
}

/** 422 with a sentence of its own, as the git database answers. */
export function unprocessable(message: string): GithubProblem {
  return new GithubProblem("invalid", message);
}
