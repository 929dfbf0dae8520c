import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

import { refuseShuttle, type ShuttleRefusal } from "../../core/shuttle/shuttle-refusal.ts";
import { errorCode, isMissing } from "./error-code.ts";

export type LockOptions = {
  /** How long to wait for another process. */
  readonly patienceMs: number;
  readonly pollMs: number;
};

const DEFAULTS: LockOptions = { patienceMs: 300_000, pollMs: 50 };

/** A lock that says no process id yet is being written; older than this it was left by a crash. */
const UNWRITTEN_MS = 5_000;

/**
 * Runs the work while this process alone holds `<folder>.lock`. A lock whose process has ended counts for
 * nothing. Refused with `plan-locked` after the patience.
 */
export async function withFolderLock<T>(
  folder: string,
  work: () => Promise<T>,
  options: LockOptions = DEFAULTS,
): Promise<T | ShuttleRefusal> {
  const file = `${folder}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  const until = Date.now() + options.patienceMs;
  while (!take(file)) {
    if (Date.now() >= until) return refuse(file);
    await new Promise((resolve) => setTimeout(resolve, options.pollMs));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    const handle = openSync(file, "wx");
    writeSync(handle, `${process.pid} ${startOf(process.pid)}`);
    closeSync(handle);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    if (isAbandoned(file)) takeAway(file);
    return false;
  }
}

/** Somebody else may have done so meanwhile and hold the lock now: then it is put back. */
function takeAway(file: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (!isAbandoned(aside)) linkSync(aside, file);
  } catch (error) {
    if (!isMissing(error) && errorCode(error) !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}

function isAbandoned(file: string): boolean {
  try {
    const [holder, start] = readFileSync(file, "utf8").split(" ");
    if (Number(holder) > 0) return !isHolding(Number(holder), start);
    return Date.now() - statSync(file).mtimeMs > UNWRITTEN_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A number is given out again, in containers at once: then another process has it, which started later. */
function isHolding(process_: number, start: string | undefined): boolean {
  return isRunning(process_) && (start === undefined || start === startOf(process_));
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return errorCode(error) === "EPERM";
  }
}

/** When a process was started, as its system counts; `""` where that can't be known. */
function startOf(process_: number): string {
  try {
    const stat = readFileSync(`/proc/${process_}/stat`, "latin1");
    // The name before it may hold anything.
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? "";
  } catch {
    return "";
  }
}

function refuse(file: string): ShuttleRefusal {
  const message =
    `another shuttle has been working on this project's plan for minutes (${file}): ` +
    "wait for it, or remove that file if none is running";
  return refuseShuttle("plan-locked", message, 4);
}
