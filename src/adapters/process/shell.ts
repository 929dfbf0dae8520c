import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";

import type { LineSink, Shell, ShellCommand, ShellResult } from "../../flows/shuttle/ports.ts";
import { relayLines } from "./line-relay.ts";

export type ShellOptions = {
  /** `terminal`: the script has this process's terminal and its input; nothing is relayed. */
  readonly mode: "relayed" | "terminal";
  /** After a signal, before the next harder one. */
  readonly graceMs: number;
  /** Told once, when a signal arrives. */
  readonly onSignal: (signal: NodeJS.Signals) => void;
  /** Where signals come from, and how to stop listening; undefined: they are this process's. */
  readonly listen?: ((listener: (signal: NodeJS.Signals) => void) => () => void) | undefined;
  /** Undefined: this process's. */
  readonly workingDirectory?: string | undefined;
};

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A shell whose scripts are process groups of their own: a signal to this process goes to the whole
 * group, and what is still there after the grace is ended, then killed.
 */
export function createShell(options: ShellOptions): Shell {
  return { run: (command) => run(command, options) };
}

type Script = {
  readonly child: ChildProcess;
  /** Does it lead a process group of its own? */
  readonly isGroup: boolean;
};

function run(command: ShellCommand, options: ShellOptions): Promise<ShellResult> {
  const script = start(command, options);
  const { child } = script;
  const signals = forwardSignals(script, options);
  const relayed = Promise.all([
    relay(child.stdout, command.output.stdout, script),
    relay(child.stderr, command.output.stderr, script),
  ]);
  return new Promise<ShellResult>((resolve, reject) => {
    const settle = (result: ShellResult): void => {
      relayed.then(() => resolve(result), reject);
    };
    relayed.catch(reject);
    child.on("error", (cause) => settle({ kind: "not-started", cause }));
    child.on("exit", (status, signal) => {
      const received = signals.received();
      if (received !== undefined) settle({ kind: "cancelled", signal: received });
      else if (signal !== null) settle({ kind: "killed", signal });
      else settle({ kind: "ended", status: status ?? -1 });
    });
  }).finally(signals.stop);
}

function start(command: ShellCommand, { mode, workingDirectory }: ShellOptions): Script {
  // In a group of its own a script could not read from the terminal.
  const isGroup = mode === "relayed";
  const child = spawn("sh", ["-c", command.text], {
    cwd: workingDirectory,
    env: Object.fromEntries(command.environment),
    detached: isGroup,
    stdio: isGroup ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  return { child, isGroup };
}

/** Whoever reads our output may be gone: then nobody needs what the script still does. */
async function relay(source: Readable | null, sink: LineSink, script: Script): Promise<void> {
  if (source === null) return;
  try {
    await relayLines(source, sink);
  } catch (error) {
    signalScript(script, "SIGTERM");
    throw error;
  }
}

function forwardSignals(
  script: Script,
  options: ShellOptions,
): { readonly received: () => string | undefined; readonly stop: () => void } {
  let received: NodeJS.Signals | undefined;
  const timers: NodeJS.Timeout[] = [];
  const later = (signal: NodeJS.Signals, times: number): void => {
    timers.push(setTimeout(() => signalScript(script, signal), options.graceMs * times));
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (received === undefined) {
      options.onSignal(signal);
      later("SIGTERM", 1);
      later("SIGKILL", 2);
    }
    received ??= signal;
    // With a terminal Ctrl-C reaches the script without us.
    if (script.isGroup || signal !== "SIGINT") signalScript(script, signal);
  };
  const stopListening = (options.listen ?? listenToProcess)(onSignal);
  const stop = (): void => {
    timers.forEach((timer) => clearTimeout(timer));
    stopListening();
    // What let go of the output, and ignored the signal, would stay for ever.
    if (received !== undefined) signalScript(script, "SIGKILL");
  };
  return { received: () => received, stop };
}

function listenToProcess(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of FORWARDED) process.on(signal, listener);
  return () => {
    for (const signal of FORWARDED) process.off(signal, listener);
  };
}

function signalScript({ child, isGroup }: Script, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(isGroup ? -child.pid : child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
