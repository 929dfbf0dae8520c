// npm run test:acceptance: what ships, as processes, against the sandbox on a port.
import { ensureInstalled } from "./lib/run.mjs";
import { runJest } from "./lib/jest.mjs";

ensureInstalled();
const { buildAll } = await import("./lib/bundles.mjs");
await buildAll();
process.exitCode = runJest([
  "--config=jest.acceptance.config.mjs",
  "--runInBand",
  ...process.argv.slice(2),
]);
