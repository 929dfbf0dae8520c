/** Starts a step's process in a group of its own, so that all it starts can be ended with it. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

import { ActionsError, messageOf } from "./actions-error.ts";

export type ProcessOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Ends the process: asked at first, then forced. */
  readonly signal: AbortSignal;
};

export type ProcessEnd = {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The group, when what the process started goes on without it. */
  readonly leftGroup: number | null;
};

/** Resolves when the process has ended. Throws an `ActionsError` "step-failed" when it can't be started. */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { command, args, cwd, environment, onLine, signal } = options;
  const child = spawn(command, args, {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = [lines(child.stdout, onLine), lines(child.stderr, onLine)];
  const stop = () => void endGroup(child);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) stop();
    const end = await exitOf(child, command);
    // What goes on in the background may keep the output open for ever.
    await Promise.race([Promise.all(output), pause(outputGraceMs)]);
    child.stdout.destroy();
    child.stderr.destroy();
    const { pid } = child;
    return { ...end, leftGroup: pid !== undefined && isGroup(pid) ? pid : null };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Ends a group at once; one that is gone already is no fault. */
export function killGroup(group: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Gone already.
  }
}

const outputGraceMs = 500;
const endGraceMs = 2_000;
/** A longer line is broken, so that a step can't fill the memory. */
const longestLine = 256 * 1024;

function exitOf(
  child: ChildProcess,
  command: string,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      reject(
        new ActionsError("step-failed", `${command} can't be started: ${messageOf(error)}`, {
          cause: error,
        }),
      );
    });
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  killGroup(pid, "SIGTERM");
  const deadline = performance.now() + endGraceMs;
  while (isGroup(pid) && performance.now() < deadline) await pause(20);
  killGroup(pid);
}

function isGroup(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

function lines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) onLine(part.endsWith("\r") ? part.slice(0, -1) : part);
    for (; rest.length > longestLine; rest = rest.slice(longestLine))
      onLine(rest.slice(0, longestLine));
  };
  return new Promise((resolve) => {
    stream.on("data", (chunk: Buffer) => take(decoder.write(chunk)));
    stream.once("close", () => {
      take(decoder.end());
      if (rest !== "") onLine(rest);
      resolve();
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
