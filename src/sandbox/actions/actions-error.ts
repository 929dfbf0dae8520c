/** What can go wrong while workflows run; machines match on these. */
export type ActionsErrorCode =
  | "unknown-run"
  | "unknown-workflow"
  | "run-in-progress"
  /** The workflow or action asks for something that this sandbox doesn't do. */
  | "unsupported"
  | "invalid-workflow"
  | "invalid-action"
  | "expression"
  | "file-command"
  | "step-failed";

/** A fault of this area. The message is a sentence for the person who wrote the workflow. */
export class ActionsError extends Error {
  readonly code: ActionsErrorCode;
  /** Line in the workflow or action file, when it is known. */
  readonly line: number | null;

  constructor(
    code: ActionsErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly line?: number | null } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ActionsError";
    this.code = code;
    this.line = options.line ?? null;
  }
}

/** The message of anything thrown, cut to a length that fits a log line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2000);
}
