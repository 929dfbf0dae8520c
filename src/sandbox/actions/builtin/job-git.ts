/** The git client of the built-in actions. */
import { execFile } from "node:child_process";

import { gitEnvironment } from "../../git/git-process.ts";
import { ActionsError } from "../actions-error.ts";

/** Resolves to what git printed. Throws an `ActionsError` "step-failed" with what it complained about. */
export function jobGit(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd: folder, env: gitEnvironment(environment), signal, maxBuffer: 1 << 26 };
  return new Promise((resolve, reject) => {
    execFile("git", args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new ActionsError(
            "step-failed",
            `git ${args[0] ?? ""} failed: ${(stderr.trim() || error.message).slice(0, 2000)}`,
            { cause: error },
          ),
        );
    });
  });
}
