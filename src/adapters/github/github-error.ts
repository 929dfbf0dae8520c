export type GithubErrorCode =
  /** The App's key or token is not accepted. */
  | "unauthorized"
  /** The App lacks a permission, or is not installed there. */
  | "forbidden"
  /** Still refused after waiting as GitHub asked. */
  | "rate-limited"
  | "not-found"
  | "conflict"
  /** GitHub refused what was sent; the same again is refused again. */
  | "unprocessable"
  | "timeout"
  /** No answer, or an answer of the 5xx kind: whether it happened is not known. */
  | "unavailable"
  /** The answer has another shape than GitHub documents. */
  | "invalid-answer"
  /** A query asks for more than one answer may hold. */
  | "too-large";

/** Something broke between Ham and GitHub. */
export class GithubError extends Error {
  override readonly name = "GithubError";
  readonly code: GithubErrorCode;
  /** Of the HTTP answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(
    code: GithubErrorCode,
    message: string,
    details: { readonly status?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status;
  }
}

export function isGithubError(error: unknown, ...codes: readonly GithubErrorCode[]): boolean {
  return error instanceof GithubError && (codes.length === 0 || codes.includes(error.code));
}

/** True when the request may have been carried out although no answer came. */
export function isUncertain(error: unknown): boolean {
  return isGithubError(error, "timeout", "unavailable");
}

/** What a client threw, in our words. `what` names the call, without secrets: `POST /repos/{owner}/…`. */
export function toGithubError(error: unknown, what: string): GithubError {
  if (error instanceof GithubError) return error;
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new GithubError(codeOf(error, status, message), `${what}: ${message}`, {
    status,
    cause: error,
  });
}

/** By its field, because each Octokit may bring an error class of its own. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && "status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

function codeOf(error: unknown, status: number | undefined, message: string): GithubErrorCode {
  if (isTimeout(error)) return "timeout";
  if (/rate limit|secondary rate|abuse detection/i.test(message)) return "rate-limited";
  switch (status) {
    case undefined:
      return "unavailable";
    case 401:
      return "unauthorized";
    case 403:
    case 451:
      return "forbidden";
    case 404:
    case 410:
      return "not-found";
    case 409:
      return "conflict";
    case 429:
      return "rate-limited";
    case 413:
      return "too-large";
    default:
      return status >= 500 ? "unavailable" : "unprocessable";
  }
}

/** By its name, because what `fetch` throws need not be an `Error`. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("name" in error && error.name === "TimeoutError") return true;
  return "cause" in error && isTimeout(error.cause);
}
