import { formatOptionProblems, parseOptions } from "./options.ts";
import { startServer } from "./server.ts";

/** Longer than any job takes; orchestrators kill after 30 s. */
const GRACE_MS = 25_000;

/** Starts Ham as the environment says. What can't be started is said in words and ends with 1. */
async function main(): Promise<void> {
  const parsed = parseOptions(process.env);
  if (parsed.kind === "invalid") {
    process.stderr.write(formatOptionProblems(parsed.problems));
    process.exitCode = 1;
    return;
  }
  const server = await startServer(parsed.value);
  const stop = (): void => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
