/** Steps that outlived a sandbox that was killed. */
import { spawnSync } from "node:child_process";

/** Ends every process that a runner started with a workspace below this folder. */
export function endStrayProcesses(workRoot: string): void {
  // Both procps and BSD show the environment with `e`; where there is no ps nothing can be found.
  const { stdout } = spawnSync("ps", ["axeww", "-o", "pid=,command="], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  for (const pid of strayProcesses(stdout, workRoot)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
}

function strayProcesses(listing: string, workRoot: string): readonly number[] {
  return listing
    .split("\n")
    .filter((line) => line.includes(` GITHUB_WORKSPACE=${workRoot}/`))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid);
}
