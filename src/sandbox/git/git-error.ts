/** What can go wrong in the git store; refusals that a caller may expect are values of its methods instead. */
export type GitErrorCode =
  | "invalid-name"
  | "invalid-ref-name"
  | "invalid-path"
  | "invalid-object"
  | "missing-object"
  | "repository-exists"
  | "repository-missing"
  | "ref-name-conflict"
  | "ref-locked"
  | "git-too-old"
  | "git-failed"
  | "closed";

/** A fault of the git store: a caller asked for what git forbids, or git or the disk failed. */
export class GitError extends Error {
  readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "GitError";
    this.code = code;
  }
}

/** A value for a message: quoted, and cut to 200 characters. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
}

/** The operating system's name for what a file operation ran into, for example `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  // Not every Error is of this realm's class: a test runner's files run in a realm of their own.
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
