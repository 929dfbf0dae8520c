// npm run bench: what Ham costs in calls and time, measured on processes of this machine.
import { ensureInstalled, runNode } from "./lib/run.mjs";

ensureInstalled();
const { buildAll } = await import("./lib/bundles.mjs");
await buildAll(["build/ham.mjs", "build/sandbox.mjs", "build/bench.mjs"]);
process.exitCode = runNode(["build/bench.mjs", ...process.argv.slice(2)], {
  NODE_EXTRA_CA_CERTS: "",
});
