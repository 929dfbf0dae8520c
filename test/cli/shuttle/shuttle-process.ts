import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

import type { ProjectWorld } from "../../flows/shuttle/project-world.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
export const LAUNCHER = join(ROOT, "bin", "shuttle");

export type ProcessResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
};

export type ProcessOptions = {
  /** Below the world's root. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the launcher. */
  readonly command?: readonly [string, ...string[]];
  readonly onStart?: (child: ChildProcess) => void;
};

/** Runs `shuttle` as it ships: launcher, loader and bundle. */
export function shuttle(
  world: ProjectWorld,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const [program, ...first] = options.command ?? [LAUNCHER];
  const child = spawn(program, [...first, ...args], {
    cwd: world.path(options.folder ?? "project"),
    env: {
      ...Object.fromEntries(world.environment),
      GIT_CONFIG_GLOBAL: world.path("gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  options.onStart?.(child);
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString("utf8")));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ ...texts, status }));
  });
}
