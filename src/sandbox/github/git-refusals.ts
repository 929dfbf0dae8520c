import { GitError } from "../git/git-error.ts";
import type { GitErrorCode } from "../git/git-error.ts";
import { unprocessable } from "./problem.ts";

/** What git refuses because of what was asked is refused by GitHub too: 422. */
export async function refusingAsGit<Result>(task: Promise<Result>): Promise<Result> {
  try {
    return await task;
  } catch (error) {
    const words = error instanceof GitError ? refusals[error.code] : undefined;
    throw words === undefined ? error : unprocessable(words);
  }
}

const refusals: Partial<Readonly<Record<GitErrorCode, string>>> = {
  "invalid-path": "A path is malformed, or both a file and a folder",
  "invalid-object": "The commit is malformed",
  "invalid-ref-name": "Reference name is invalid",
  "ref-name-conflict": "Reference update failed: a reference is named as a folder of it",
};
