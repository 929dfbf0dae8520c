import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { types } from "node:util";

import type { ScriptOutput, Shell, ShellCommand, ShellResult } from "../../flows/shuttle/ports.ts";
import { relayLines } from "./line-relay.ts";
import { listenToSignals } from "./signals.ts";
import { closeTargets, openSystemPipes } from "./system-pipes.ts";

export type ShellOptions = {
  /** `terminal`: the script has this process's terminal and its input; nothing is relayed. */
  readonly mode: "relayed" | "terminal";
  /** After a signal, before the next harder one. */
  readonly graceMs: number;
  /** Told once, when a signal arrives. */
  readonly onSignal: (signal: NodeJS.Signals) => void;
  /** Where signals come from, and how to stop listening; undefined: they are this process's. */
  readonly listen?: ((listener: (signal: NodeJS.Signals) => void) => () => void) | undefined;
  /** Open files of this process that scripts have, too, besides the three streams. */
  readonly openFiles?: readonly number[];
  /** Undefined: this process's. */
  readonly workingDirectory?: string | undefined;
};

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
  /** stdout and stderr, if they are to be relayed. */
  readonly sources: readonly [Readable, Readable] | undefined;
};

async function run(command: ShellCommand, options: ShellOptions): Promise<ShellResult> {
  const script = tryStart(command, options);
  if ("kind" in script) return script;
  const ending = prepareEnding(script, options);
  const relayed = relay(script, command.output, ending);
  try {
    const result = await resultOf(script.child);
    await Promise.race([relayed, ending.overdue]);
    const signal = ending.received();
    return signal === undefined ? result : { kind: "cancelled", signal };
  } finally {
    ending.stop();
    script.sources?.forEach((source) => source.destroy());
  }
}

/** Too many or too long variables and texts are found out at once, other obstacles later. */
function tryStart(command: ShellCommand, options: ShellOptions): Script | ShellResult {
  try {
    return start(command, options);
  } catch (error) {
    if (!types.isNativeError(error)) throw error;
    return { kind: "not-started", cause: error };
  }
}

function start(command: ShellCommand, options: ShellOptions): Script {
  const { mode, workingDirectory, openFiles = [] } = options;
  // In a group of its own a script could not read from the terminal.
  const isGroup = mode === "relayed";
  const pipes = isGroup ? openSystemPipes() : undefined;
  const [stdout, stderr] = pipes?.map(({ target }) => target) ?? [];
  try {
    const child = spawn("sh", ["-c", command.text], {
      cwd: workingDirectory,
      env: Object.fromEntries(command.environment),
      detached: isGroup,
      stdio: withFiles(
        isGroup
          ? ["ignore", stdout ?? "pipe", stderr ?? "pipe"]
          : ["inherit", "inherit", "inherit"],
        openFiles,
      ),
    });
    return { child, isGroup, sources: sourcesOf(child, pipes) };
  } finally {
    closeTargets(pipes ?? []);
  }
}

type Stream = "ignore" | "inherit" | "pipe" | number;

/** By number; what is ignored behind the streams isn't open. */
function withFiles(streams: readonly Stream[], files: readonly number[]): Stream[] {
  const length = Math.max(streams.length, ...files.map((file) => file + 1));
  return Array.from(
    { length },
    (_, number) => streams[number] ?? (files.includes(number) ? number : "ignore"),
  );
}

function sourcesOf(
  { stdout, stderr }: ChildProcess,
  pipes: ReturnType<typeof openSystemPipes>,
): Script["sources"] {
  if (pipes !== undefined) return [pipes[0].source, pipes[1].source];
  return stdout === null || stderr === null ? undefined : [stdout, stderr];
}

function resultOf(child: ChildProcess): Promise<ShellResult> {
  return new Promise((resolve) => {
    child.on("error", (cause) => resolve({ kind: "not-started", cause }));
    child.on("exit", (status, signal) =>
      resolve(
        signal === null ? { kind: "ended", status: status ?? -1 } : { kind: "killed", signal },
      ),
    );
  });
}

/** Whoever reads our output may be gone: then nobody needs what the script still does. */
function relay({ sources }: Script, output: ScriptOutput, ending: Ending): Promise<unknown> {
  const [stdout, stderr] = sources ?? [];
  const relayed = Promise.all([
    stdout === undefined ? undefined : relayLines(stdout, output.stdout),
    stderr === undefined ? undefined : relayLines(stderr, output.stderr),
  ]);
  relayed.catch(() => ending.begin("SIGTERM"));
  return relayed;
}

type Ending = {
  /** Tells the script to end, and takes harder ways later. */
  readonly begin: (signal: NodeJS.Signals) => void;
  /** The signal that came from outside. */
  readonly received: () => NodeJS.Signals | undefined;
  /** Kept when even what has left the process group, and holds the output, has been waited for. */
  readonly overdue: Promise<void>;
  readonly stop: () => void;
};

/** For the last words of what was killed. */
const LAST_WORDS_MS = 200;

function prepareEnding(script: Script, options: ShellOptions): Ending {
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, work: () => void): void => void timers.push(setTimeout(work, ms));
  const { graceMs } = options;
  let received: NodeJS.Signals | undefined;
  let giveUp: () => void;
  const overdue = new Promise<void>((resolve) => (giveUp = resolve));
  const begin: Ending["begin"] = (signal) => {
    if (timers.length === 0) {
      after(graceMs, () => signalScript(script, "SIGTERM"));
      after(graceMs * 2, () => signalScript(script, "SIGKILL"));
      after(graceMs * 2 + LAST_WORDS_MS, giveUp);
    }
    // With a terminal Ctrl-C reaches the script without us.
    if (script.isGroup || signal !== "SIGINT") signalScript(script, signal);
  };
  const stopListening = (options.listen ?? listenToSignals)((signal) => {
    if (received === undefined) options.onSignal(signal);
    received ??= signal;
    begin(signal);
  });
  const stop = (): void => {
    timers.forEach((timer) => clearTimeout(timer));
    stopListening();
    // What let go of the output, and ignored the signal, would stay for ever.
    if (timers.length > 0) signalScript(script, "SIGKILL");
  };
  return { begin, received: () => received, overdue, stop };
}

function signalScript({ child, isGroup }: Script, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(isGroup ? -child.pid : child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
