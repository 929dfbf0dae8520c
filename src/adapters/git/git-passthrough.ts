import { spawn } from "node:child_process";

/** Runs git in a folder with the streams of this process and resolves to its exit code. */
export function passToGit(folder: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd: folder, stdio: "inherit" });
    child.on("error", (cause) => reject(new Error("git could not be started", { cause })));
    child.on("exit", (status) => resolve(status ?? 1));
  });
}
