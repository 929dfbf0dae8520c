import { errorCode } from "../../adapters/files/error-code.ts";
import { Declined } from "./declined.ts";
import { runShuttle } from "./run-shuttle.ts";
import type { World } from "./world.ts";

/** As a shell reports a program that wrote to a closed pipe. */
const READER_GONE = 141;

/** Runs one command line; a fault is one line on stderr, too. */
export async function runSafely(argv: readonly string[], world: World): Promise<number> {
  try {
    return await runShuttle(argv, world);
  } catch (error) {
    if (error instanceof Declined) throw error;
    if (errorCode(error) === "EPIPE") return READER_GONE;
    const message = error instanceof Error ? error.message : String(error);
    world.stderr.write(`Error: ${message}\n`);
    return 1;
  }
}
