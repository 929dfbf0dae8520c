import { spawn } from "node:child_process";

export type GitCall = {
  readonly workingDirectory: string;
  readonly args: readonly string[];
  /** Besides the environment of this process. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Ends git before its time. */
  readonly signal?: AbortSignal;
};

export type GitResult = {
  /** -1 if git was killed. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** Set inside git hooks: they would make git act on the hook's repository instead of the folder's. */
const MISLEADING = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

/**
 * Runs the git of PATH with arguments that no shell looks at, and resolves to what it printed, whatever
 * its status. Rejects if git can't be started.
 */
export function runGit(call: GitCall): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", call.args, {
      cwd: call.workingDirectory,
      env: gitEnvironment(call.environment),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    call.signal?.addEventListener("abort", () => void child.kill());
    child.on("error", (cause) => reject(gitMissing(cause)));
    child.on("close", (status) =>
      resolve({ status: status ?? -1, stdout: textOf(stdout), stderr: textOf(stderr) }),
    );
  });
}

export function gitMissing(cause: unknown): Error {
  return new Error("git could not be started: is it installed, and on PATH?", { cause });
}

/** That of this process, without what would mislead git. */
export function gitEnvironment(extra: ReadonlyMap<string, string> = new Map()): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !MISLEADING.includes(name));
  // Nobody is there to answer a question for a password.
  return { GIT_TERMINAL_PROMPT: "0", ...Object.fromEntries([...inherited, ...extra]) };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
