import { GitError, quoted } from "./git-error.ts";

/** The rules of `git check-ref-format`, for a full name below `refs/`. */
export function isRefName(name: string): boolean {
  return name.startsWith("refs/") && !forbidden.test(name) && name.split("/").every(isRefComponent);
}

/** Throws `invalid-ref-name`. */
export function assertRefName(name: string): void {
  if (isRefName(name)) return;
  throw new GitError(
    "invalid-ref-name",
    `${quoted(name)} is not the full name of a ref: expected "refs/…" by the rules of git check-ref-format`,
  );
}

/** Control characters, space, what revisions are written with, `..` and `@{`. */
const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\.$/;

/** The lock file's name has to fit into a folder too. */
const longestComponent = 255 - ".lock".length;

function isRefComponent(part: string): boolean {
  return (
    part !== "" &&
    !part.startsWith(".") &&
    !part.endsWith(".lock") &&
    Buffer.byteLength(part) <= longestComponent
  );
}
