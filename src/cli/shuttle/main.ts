import { join } from "node:path";

import { processWorld } from "./process-world.ts";
import { runSafely } from "./run-safely.ts";

/** What the bundle exports; `root` is the folder of the package. */
export async function main(root: string): Promise<void> {
  const world = processWorld({
    version: process.env["SHUTTLE_BUILD_VERSION"] ?? "<dev-version>",
    commit: "<unspecified-commit>",
    launcherPath: join(root, "bin"),
  });
  process.exitCode = await runSafely(process.argv.slice(2), world);
}
