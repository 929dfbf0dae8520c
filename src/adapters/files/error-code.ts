/** `ENOENT` and its like of what the system refused, or of what came of that; undefined for everything else. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error) return typeof error.code === "string" ? error.code : undefined;
  return error instanceof Error ? errorCode(error.cause) : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  // A folder was to be made where a file is.
  EEXIST: "not a directory",
  EROFS: "read-only file system",
  ENOSPC: "no space left on device",
  ELOOP: "too many levels of symbolic links",
  ERR_INVALID_ARG_VALUE: "invalid argument",
};

/** What the system refused, in the words of Go: `read /a: is a directory`. */
export function fileProblem(error: unknown, path: string, step?: "open" | "mkdir"): string {
  const code = errorCode(error) ?? "";
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return `${step ?? (code === "EISDIR" ? "read" : "open")} ${path}: ${reason}`;
}

/** Is it that there is no such file, or that a folder of the path is none? */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}
