/** What the artifact service can answer instead of doing it; clients read the status and the sentence. */
export type TwirpCode =
  | "malformed"
  | "invalid_argument"
  | "failed_precondition"
  | "unauthenticated"
  | "permission_denied"
  | "not_found"
  | "bad_route"
  | "already_exists"
  | "unimplemented"
  | "internal";

/** A refusal of the artifact service. The message goes to the person whose workflow it is. */
export class TwirpError extends Error {
  readonly code: TwirpCode;

  constructor(code: TwirpCode, message: string) {
    super(message);
    this.name = "TwirpError";
    this.code = code;
  }
}

export const twirpStatuses: Readonly<Record<TwirpCode, number>> = {
  malformed: 400,
  invalid_argument: 400,
  failed_precondition: 412,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  already_exists: 409,
  unimplemented: 501,
  internal: 500,
};
