import { join } from "node:path";

import { errorCode } from "../../adapters/files/error-code.ts";
import { runShuttle } from "./run-shuttle.ts";
import { processWorld } from "./process-world.ts";

/** What the bundle exports; `root` is the folder of the package. */
export async function main(root: string): Promise<void> {
  const world = processWorld({
    version: process.env["SHUTTLE_BUILD_VERSION"] ?? "<dev-version>",
    commit: "<unspecified-commit>",
    launcherPath: join(root, "bin"),
  });
  try {
    process.exitCode = await runShuttle(process.argv.slice(2), world);
  } catch (error) {
    process.exitCode = isReaderGone(error) ? READER_GONE : 1;
    const message = error instanceof Error ? error.message : String(error);
    if (!isReaderGone(error)) world.stderr.write(`Error: ${message}\n`);
  }
}

/** As a shell reports a program that wrote to a closed pipe. */
const READER_GONE = 141;

function isReaderGone(error: unknown): boolean {
  return errorCode(error) === "EPIPE";
}
