import { spawn } from "node:child_process";
import { constants } from "node:os";

import { listenToSignals } from "../process/signals.ts";
import { gitEnvironment, gitMissing } from "./git-command.ts";

/**
 * Runs git in a folder with the streams of this process and resolves to its exit code, as a shell tells it.
 * Signals are git's.
 */
export function passToGit(folder: string, args: readonly string[]): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    const child = spawn("git", args, { cwd: folder, env: gitEnvironment(), stdio: "inherit" });
    const stop = listenToSignals((signal) => void child.kill(signal));
    child.on("error", (cause) => reject(gitMissing(cause)));
    child.on("exit", (status, signal) =>
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
    child.on("close", stop);
  });
}
