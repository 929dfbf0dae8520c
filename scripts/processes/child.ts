import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this repository, as it would run in production. */
export type Child = {
  readonly name: string;
  readonly pid: number | undefined;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
  /** Asks it to end. */
  readonly stop: () => Promise<void>;
  /** What it printed, newest last. */
  readonly output: () => string;
};

export type ChildOptions = {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Is it ready? Asked until it says so. */
  readonly ready: (output: string) => Promise<boolean> | boolean;
};

const START_TIMEOUT_MS = 20_000;

/** Starts `node <script>` with a clean environment and waits until it is ready. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, script, args = [], env, logFile } = options;
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...inherited(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(logFile, { flags: "a" });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on("data", (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-100_000)));
  }
  const output = () => printed;
  await untilReady(child, options, output);
  return {
    name,
    pid: child.pid,
    output,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

/** Only what a process needs to run at all: nobody's tokens. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function untilReady(
  child: ChildProcess,
  { name, ready }: ChildOptions,
  output: () => string,
): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await ready(output())) return;
    await sleep(25);
  }
  child.kill("SIGKILL");
  throw new Error(`${name} did not start:\n${output().slice(-2000)}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
