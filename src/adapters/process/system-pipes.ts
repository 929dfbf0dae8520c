import { spawnSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

export type SystemPipe = {
  readonly source: Readable;
  /** What a program gets to write to; it has to be closed here once the program has it. */
  readonly target: number;
};

/**
 * Node connects programs by sockets, and Linux can't open these by name: `echo >/dev/stderr` would fail in
 * all scripts. So they get pipes of the system. Undefined where that isn't needed or can't be done.
 */
export function openSystemPipes(): readonly [SystemPipe, SystemPipe] | undefined {
  if (process.platform !== "linux") return undefined;
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "shuttle-"));
    const [first, second] = [join(folder, "1"), join(folder, "2")];
    // Node can't make them itself.
    const made = spawnSync("mkfifo", [first, second], { stdio: "ignore" });
    return made.status === 0 ? [openPipe(first), openPipe(second)] : undefined;
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

export function closeTargets(pipes: readonly SystemPipe[]): void {
  pipes.forEach(({ target }) => closeSync(target));
}

function openPipe(path: string): SystemPipe {
  // Without waiting for a writer, which comes with the next line: before it there would be nothing to read.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const target = openSync(path, constants.O_WRONLY);
  return { source: new Socket({ fd: reader, readable: true, writable: false }), target };
}
